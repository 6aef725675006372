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
    for (int page = 1; page <= pages && page <= 300; ++page) {
        for (const auto* box : {"MediaBox: ", "CropBox:  "}) {
            char label[32];
            std::snprintf(label, sizeof label, "Page %4d %s", page, box);
            text += label + std::string("     0.00     0.00   800.00   450.00\n");
        }
    }
    return text + "File size:       97876 bytes\n";
}

/// About one page, which is `size`, turned by `degrees` and has these boxes.
std::string report_of_page(
    const std::string& size, const std::string& degrees, const std::string& media,
    const std::string& crop
) {
    return "Tagged:          no\nPages:           1\nPage    1 size:  " + size +
           "\nPage    1 rot:   " + degrees + "\nPage    1 MediaBox: " + media +
           "\nPage    1 CropBox: " + crop + "\n";
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

TEST_CASE("a page is as large as it is shown, and its visible part is found in the media box") {
    struct turn {
        const char* degrees;
        double width, height, left, top;
    };
    // 10 points are cut off at the left, 20 below, 30 at the right, 40 above.
    for (const auto& [degrees, width, height, left, top] :
         {turn{"0", 800, 450, 10, 40}, turn{"90", 450, 800, 20, 10}, turn{"180", 800, 450, 30, 20},
          turn{"270", 450, 800, 40, 30}, turn{"45", 800, 450, 10, 40}}) {
        CAPTURE(degrees);
        const auto facts = read_report(
            report_of_page(
                "800 x 450 pts", degrees, "  -100.00   200.00   740.00   710.00",
                "   -90.00   220.00   710.00   670.00"
            ),
            {}
        );
        REQUIRE(facts);
        REQUIRE(facts->shapes.size() == 1);
        const auto& page = facts->shapes.front();
        CHECK(page.number == 1);
        CHECK(page.width == width);
        CHECK(page.height == height);
        CHECK(page.left == left);
        CHECK(page.top == top);
    }
}

TEST_CASE("a page without a legible place in its media box is refused") {
    const std::string size = "800 x 450 pts", box = "0.00 0.00 800.00 450.00";
    CHECK(read_report(report_of_page(size, "0", box, box), {}));
    for (const auto* bad :
         {"", "0.00 0.00 800.00", "nan 0.00 800.00 450.00", "0.00 0.00 inf 450.00",
          "-9000000.00 0.00 800.00 450.00", "x"}) {
        CAPTURE(bad);
        for (const auto& said :
             {report_of_page(size, "0", bad, box), report_of_page(size, "0", box, bad),
              report_of_page(size, "x", box, box)}) {
            const auto facts = read_report(said, {});
            REQUIRE_FALSE(facts);
            CHECK(facts.error().detail == "Page 1 has no size; the PDF is damaged.");
        }
    }
}

TEST_CASE("a picture's height is the nearest whole number of pixels") {
    CHECK(picture_height({1, 960, 540, 0, 0}, 1600) == 900);
    CHECK(picture_height({1, 612, 792, 0, 0}, 1600) == 2071);
    CHECK(picture_height({1, 792, 612, 0, 0}, 1600) == 1236);
    CHECK(picture_height({1, 5000, 1, 0, 0}, 480) == 1);
}

TEST_CASE("text is looked for inside the visible part of the page, whatever its size") {
    const auto whole = text_slice({1, 960, 540, 0, 0});
    CHECK(whole.resolution == 72);
    CHECK(whole.x == 1);
    CHECK(whole.y == 1);
    CHECK(whole.x + whole.width == 959);
    CHECK(whole.y + whole.height == 539);

    const auto part = text_slice({1, 841.89, 473.56, 100.5, 20});
    CHECK(part.x == 101);
    CHECK(part.y == 21);
    CHECK(part.x + part.width == 941);   // 942.39 is the edge
    CHECK(part.y + part.height == 493);  // 493.56

    const auto in_inches = text_slice({1, 13.333, 7.5, 2, 1});  // with /UserUnit 72
    CHECK(in_inches.resolution == 72 * 53);
    CHECK(in_inches.x == 2 * 53 + 1);
    CHECK(in_inches.width > 13 * 53);
    const auto smallest = text_slice({1, 1, 1, 1'000'000, 1'000'000});
    CHECK(smallest.x > 0);
    CHECK(smallest.width > 600);
}

TEST_CASE("a report without pages is refused") {
    for (const auto* nothing : {"", "\n", "Title: x\n", "Pages:           0\n", "Pages: many\n"}) {
        CHECK_FALSE(read_report(nothing, {}));
    }
}
