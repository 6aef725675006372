#include "decks/pdf_report.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace aula;

namespace {

std::string report(
    int pages, const std::string& size = "800 x 450 pts", const std::string& before = ""
) {
    auto text = before + "Tagged:          no\nPages:           " + std::to_string(pages) +
                "\nEncrypted:       no\n";
    for (int page = 1; page <= pages && page <= 300; ++page) {
        char label[32];
        std::snprintf(label, sizeof label, "Page %4d size:  ", page);
        text += label + size + "\n";
        std::snprintf(label, sizeof label, "Page %4d rot:   0\n", page);
        text += label;
    }
    return text + "File size:       97876 bytes\n";
}

}  // namespace

TEST_CASE("the title and the number of pages are found") {
    const auto facts =
        read_report(report(16, "800 x 450 pts", "Title:           Sugars on the surface\n"), {});
    REQUIRE(facts);
    CHECK(facts->title == "Sugars on the surface");
    CHECK(facts->pages == 16);
}

TEST_CASE("a file without a title has none") {
    const auto facts = read_report(report(2), {});
    REQUIRE(facts);
    CHECK(facts->title.empty());
}

TEST_CASE("a title that imitates the report changes nothing but the title") {
    const auto facts = read_report(
        report(
            301, "800 x 450 pts",
            "Title:           Harmless\nPages:           1\nPage    1 size:  800 x 450 pts\n"
        ),
        {}
    );
    REQUIRE_FALSE(facts);
    CHECK(facts.error().code == error_code::too_large);
}

TEST_CASE("more pages than the limit are refused with the limit") {
    const auto facts = read_report(report(1000), {});
    REQUIRE_FALSE(facts);
    CHECK(facts.error().detail == "The PDF has more than 300 pages; split it.");
    CHECK(read_report(report(300), {}));
}

TEST_CASE("pages that are no slides are refused by number") {
    const std::vector<std::pair<std::string, error_code>> cases{
        {"1e+06 x 1e+06 pts", error_code::too_large}, {"14401 x 14400 pts", error_code::too_large},
        {"5001 x 1000 pts", error_code::too_large},   {"100 x 501 pts", error_code::too_large},
        {"0 x 0 pts", error_code::invalid},           {"0.5 x 0.5 pts", error_code::invalid},
        {"nan x nan pts", error_code::invalid},       {"inf x inf pts", error_code::too_large},
        {"-800 x 450 pts", error_code::invalid},      {"large", error_code::invalid},
    };
    for (const auto& [size, code] : cases) {
        CAPTURE(size);
        const auto facts = read_report(report(1, size), {});
        REQUIRE_FALSE(facts);
        CHECK(facts.error().code == code);
        CHECK(facts.error().detail.starts_with("Page 1 "));
    }
    for (const auto* fine : {"14400 x 14400 pts", "595.276 x 841.89 pts (A4)", "5000 x 1000 pts"}) {
        CHECK(read_report(report(1, fine), {}));
    }
}

TEST_CASE("a report without pages is refused") {
    for (const auto* nothing : {"", "\n", "Title: x\n", "Pages:           0\n", "Pages: many\n"}) {
        CHECK_FALSE(read_report(nothing, {}));
    }
}
