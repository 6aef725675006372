// Uploaded decks up to the child process: what its tools say about a file, which has the file's own
// words in it, and the words of a page. The child itself is tried with broken files in tests/decks.

#include "decks/pdf_report.hpp"

#include <array>
#include <cstdio>

#include "domain/text.hpp"
#include "fuzz/support/frame_model.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/target.hpp"

namespace aula::fuzz::of_decks {
namespace {

void check_report(std::string_view report) {
    const deck_limits limits{};
    const auto facts = read_report(report, limits);
    if (!facts) return require(!facts.error().detail.empty(), "what is wrong is said");
    require(
        facts->pages >= 1 && facts->pages <= limits.pages_max, "pages are counted, and bounded"
    );
    require(facts->shapes.size() == static_cast<std::size_t>(facts->pages), "each has a shape");
    for (const auto& page : facts->shapes) {
        const auto slice = text_slice(page);
        require(slice.width > 0 && slice.height > 0, "with room for its text");
        require(picture_height(page, 1600) <= 8000, "and a picture of bounded height");
    }
    require(facts->title.find('\n') == std::string::npos, "a title is one line");
    const auto title = clean_name(facts->title);
    require(title == clean_name(title), "which can be cleaned");
}

/// A report as pdfinfo writes it, about a file that has its own words in front.
void check_imitation(input& from) {
    const auto pages = 1 + from.below(320);
    const auto words = from.rest();
    std::string report = "Title:           " + words + "\nPages:           ";
    report += std::to_string(pages) + "\n";
    for (std::size_t page = 1; page <= pages && page <= 300; ++page) {
        for (const auto* line :
             {"size:  800 x 450 pts", "rot:   0", "MediaBox:  0.00 0.00 800.00 450.00",
              "CropBox:   0.00 0.00 800.00 450.00"}) {
            std::array<char, 16> label{};
            std::snprintf(label.data(), label.size(), "Page %4zu ", page);
            report += label.data() + std::string(line) + "\n";
        }
    }
    const auto facts = read_report(report, {});
    require(static_cast<bool>(facts) == (pages <= 300), "no words make a file longer or shorter");
    if (facts) require(facts->pages == static_cast<int>(pages), "nor change how long it is");
}

void check_words(const std::string& text) {
    const auto words = page_words(text);
    require(words.size() <= page_words_bytes_max, "a page's words are bounded");
    require(is_utf8_so_far(words, true), "and UTF-8");
    require(words.find_first_of(std::string_view("\r\0\x1b", 3)) == words.npos, "and harmless");
}

void run(bytes given) {
    input from(given);
    switch (from.below(4)) {
        case 0:
            return check_report(from.rest());
        case 1:
            return check_imitation(from);
        case 2: {
            const auto start = from.rest();
            const auto at = start.find("%PDF-");
            return require(is_pdf(start) == (at < pdf_magic_within - 4), "a PDF says so early on");
        }
        default: {
            const auto times = 1 + from.below(3000);
            const auto some = from.rest();
            std::string text;
            for (std::size_t at = 0; at < times && text.size() < 200'000; ++at) text += some;
            return check_words(text);
        }
    }
}

const target decks("decks", run);

}  // namespace
}  // namespace aula::fuzz::of_decks
