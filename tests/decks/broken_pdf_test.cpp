// Files that are broken in the ways that have broken readers of PDF: the child reads them, and
// whatever becomes of it, we get a deck or one sentence.

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "decks/deck_conversion.hpp"
#include "decks/tiny_pdf.hpp"
#include "support/temporary_folder.hpp"

namespace aula::test::broken_pdf {
namespace {

/// The text with the first `from` replaced.
std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

/// One page tree of which every node is its own grandchild.
std::string endless_tree() {
    pdf_writer pdf;
    const int root = pdf.add("<</Type/Catalog/Pages 2 0 R>>");
    pdf.add("<</Type/Pages/Kids[3 0 R]/Count 5>>");
    pdf.add("<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 5>>");
    return pdf.text(root);
}

std::vector<std::pair<std::string, std::string>> broken_files() {
    const auto good = pdf_of({{"One"}, {"Two"}}, "Title");
    auto noisy = good;
    for (std::size_t at = 40; at < noisy.size(); at += 37) noisy[at] = static_cast<char>(at * 7);
    return {
        {"only its magic", "%PDF-1.7\n"},
        {"cut in the middle", good.substr(0, good.size() / 2)},
        {"cut before its end", good.substr(0, good.size() - 30)},
        {"no table of objects", with(good, "xref", "xxxx")},
        {"a table that begins elsewhere", with(good, "startxref\n", "startxref\n9999999999")},
        {"a page tree without an end", endless_tree()},
        {"more pages than there are", with(good, "/Count 2", "/Count 299")},
        {"a negative count", with(good, "/Count 2", "/Count -2")},
        {"lists in lists", with(good, "/Title(Title)", "/Title" + nested(50'000))},
        {"a stream longer than the file", with(good, "/Length ", "/Length 99999999")},
        {"a page of no size", with(good, "[0 0 400 225]", "[0 0 0 0]")},
        {"a page of impossible size", with(good, "[0 0 400 225]", "[0 0 1e38 -1e38]")},
        {"its own name as its page", with(good, "/Kids[", "/Kids[1 0 R ")},
        {"noise", noisy},
    };
}

}  // namespace

TEST_CASE("a broken file becomes a deck or one sentence, and leaves nothing behind") {
    const sandbox held;
    const stop_signal stop;
    const deck_limits limits;
    for (const auto& [what, bytes] : broken_files()) {
        CAPTURE(what);
        temporary_folder data;
        deck_shelf shelf(data.path());
        REQUIRE(shelf.prepare());
        const auto file = data.write("decks/d1.pdf", bytes);
        const deck_request request{file, "0123456789abcdef0123456789abcdef01234567", "x.pdf"};
        const auto deck = convert_deck({shelf, held, stop, limits}, request, [](int, int) {});
        CHECK(std::filesystem::is_empty(data.path() / "tmp"));
        if (deck) {
            CHECK(deck->pages >= 1);
            continue;
        }
        const auto& said = deck.error();
        CHECK((said.code == error_code::invalid || said.code == error_code::too_large));
        CHECK(said.detail.ends_with('.'));
        CHECK(said.detail.find('\n') == std::string::npos);
        CHECK(said.detail.size() < 200);
    }
}

}  // namespace aula::test::broken_pdf
