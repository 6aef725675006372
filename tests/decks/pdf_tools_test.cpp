#include "decks/pdf_tools.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <future>
#include <random>
#include <string>
#include <vector>

#include "decks/pictures.hpp"
#include "decks/tiny_pdf.hpp"
#include "support/temporary_folder.hpp"

namespace aula::test::one_pdf {
namespace {

using namespace std::chrono_literals;

/// One PDF and the tools that read it.
struct opened_pdf {
    explicit opened_pdf(const std::string& pdf, sandbox_kind kind = sandbox_kind::limits_only)
        : held(kind), tools({held, stop, folder.write("a.pdf", pdf), folder.path()}, limits) {
        const auto facts = tools.inspect();
        if (!facts) FAIL(facts.error().detail);
        shapes = facts->shapes;
    }

    std::filesystem::path file(const std::string& name) const { return folder.path() / name; }

    /// Draws the page and returns the picture's own size.
    picture_size draw(const page_shape& page, int width) const {
        const auto name = std::to_string(page.number) + "-" + std::to_string(width) + ".webp";
        const auto drawn = tools.draw(page, width, file(name));
        if (!drawn) FAIL_CHECK(drawn.error().detail);
        if (!drawn) return {};
        const auto size = size_of_webp(folder.read(name));
        CHECK(size == picture_size{drawn->width, drawn->height});
        return size;
    }

    int brightness_of_edges(const page_shape& page, int width) const {
        const auto name = std::to_string(page.number) + "-" + std::to_string(width);
        const tool_run decode{
            .tool = "dwebp",
            .arguments = {"-quiet", "-ppm", "-o", "-", "--", "-"},
            .input = file(name + ".webp"),
            .output = file(name + ".ppm"),
            .deadline = std::chrono::steady_clock::now() + 20s,
            .limits = {},
        };
        CHECK(held.run(decode, stop).is_success());
        return brightest_at_edges(folder.read(name + ".ppm"));
    }

    std::string words(const page_shape& page) const {
        const auto text = tools.text(page);
        if (!text) FAIL(text.error().detail);
        return page_words(*text);
    }

    temporary_folder folder;
    stop_signal stop;
    deck_limits limits{.wall_base = std::chrono::minutes{10}};  // for any number of pages
    sandbox held;
    pdf_tools tools;
    std::vector<page_shape> shapes;
};

struct known_size {
    const char* what;
    double width, height;  ///< Of the media box, in points.
    const char* more = "";
};

/// What programs write, and what people set.
constexpr std::array known_sizes{
    known_size{"PowerPoint 16:9", 960, 540},
    known_size{"PowerPoint 4:3", 720, 540},
    known_size{"PowerPoint A4", 780, 540},
    known_size{"PowerPoint A4, 27.5 cm", 779.53, 540},
    known_size{"PowerPoint 16:10", 720, 450},
    known_size{"Google Slides", 720, 405},
    known_size{"Keynote 4:3", 1024, 768},
    known_size{"Keynote 16:9", 1920, 1080},
    known_size{"LibreOffice 16:9", 793.701, 446.457},
    known_size{"LibreOffice 4:3", 793.701, 595.276},
    known_size{"beamer 4:3", 362.835, 272.126},
    known_size{"beamer 16:9", 453.543, 255.118},
    known_size{"beamer 16:10", 453.543, 283.465},
    known_size{"beamer 14:9", 396.85, 255.118},
    known_size{"beamer 3:2", 382.677, 255.118},
    known_size{"Typst 16:9", 841.89, 473.56},
    known_size{"Typst 4:3", 793.7, 595.28},
    known_size{"A4", 595.276, 841.89},
    known_size{"A4 turned", 841.89, 595.276},
    known_size{"A4 of Word", 595.32, 841.92},
    known_size{"A4 of Word turned", 841.92, 595.32},
    known_size{"A4 of Quartz turned", 842, 595},
    known_size{"A4 of LibreOffice turned", 841.9, 595.3},
    known_size{"A5", 419.528, 595.276},
    known_size{"A5 turned", 595.276, 419.528},
    known_size{"A3 turned", 1190.55, 841.89},
    known_size{"A0 poster", 2383.94, 3370.39},
    known_size{"US Letter", 612, 792},
    known_size{"US Letter turned", 792, 612},
    known_size{"US Legal", 612, 1008},
    known_size{"US Legal turned", 1008, 612},
    known_size{"US Tabloid", 792, 1224},
    known_size{"US Ledger", 1224, 792},
    known_size{"iPad", 1024, 1366},
    known_size{"iPad turned", 1366, 1024},
    known_size{"Letter, 90 degrees", 612, 792, "/Rotate 90"},
    known_size{"Letter, 180 degrees", 612, 792, "/Rotate 180"},
    known_size{"Letter, 270 degrees", 792, 612, "/Rotate 270"},
    known_size{"A4, -90 degrees", 595.276, 841.89, "/Rotate -90"},
    known_size{"Letter in half inches", 17, 22, "/UserUnit 36"},
    known_size{"Letter with a unit of 2", 612, 792, "/UserUnit 2"},
    known_size{"odd fractions", 501.37, 377.913},
    known_size{"thirds", 333.333, 777.777},
    known_size{"a stamp", 7.1, 3.3},
    known_size{"a banner", 3199.9, 641.3},
};

bool is_on_its_side(const known_size& size) {
    return std::string_view(size.more).find("90") != std::string_view::npos ||
           std::string_view(size.more).find("270") != std::string_view::npos;
}

std::string box_text(double left, double bottom, double right, double top) {
    std::array<char, 120> text{};
    std::snprintf(text.data(), text.size(), "%.3f %.3f %.3f %.3f", left, bottom, right, top);
    return text.data();
}

const std::string all_dark = "0.1 0.1 0.3 rg -9000 -9000 30000 30000 re f";

/// A page with a word in its middle, one at each edge of `inner`, and one just outside each edge.
pdf_page page_with_words(
    const std::array<double, 4>& inner, const std::string& media, const std::string& more
) {
    const auto [left, bottom, right, top] = inner;
    const auto size = std::min(right - left, top - bottom) / 15;
    const auto middle_x = (left + right) / 2, middle_y = (bottom + top) / 2;
    std::string drawing = "BT /M 1 Tf ";
    const auto write = [&](double x, double y, const char* word) {
        std::array<char, 200> text{};
        std::snprintf(
            text.data(), text.size(), "%.5f 0 0 %.5f %.5f %.5f Tm (%s) Tj ", size, size, x, y, word
        );
        drawing += text.data();
    };
    const auto letters = [&](double count) { return count * 0.6 * size; };  // Courier
    write(middle_x, middle_y, "middle");
    write(left + 0.3 * size, middle_y, "west");
    write(right - letters(4) - 0.3 * size, middle_y, "east");
    write(middle_x, top - 1.2 * size, "north");
    write(middle_x, bottom + 0.4 * size, "south");
    write(left - letters(4), middle_y, "outw");  // ends at the very edge
    write(right, middle_y, "oute");
    write(middle_x, top, "outn");
    write(middle_x, bottom - size, "outs");
    write(right + 3 * size, top + 3 * size, "outc");
    return {.words = "", .box = media, .more = more, .drawing = drawing + "ET"};
}

struct cut {
    const char* what;
    std::string media, crop;
    std::array<double, 4> visible;
    std::string more = "";
};

const std::array cuts{
    cut{"notes beside the slide", "0 0 1920 540", "0 0 960 540", {0, 0, 960, 540}},
    cut{"notes at all sides", "0 0 800 600", "200 150 600 450", {200, 150, 600, 450}},
    cut{"an origin below zero", "-100 -50 700 550", "90 70 500 400", {90, 70, 500, 400}},
    cut{"an origin above zero",
        "1000 2000 1800 2600",
        "1200 2150 1640 2460",
        {1200, 2150, 1640, 2460}},
    cut{"larger than the paper", "100 100 500 400", "0 -10 900 880", {100, 100, 500, 400}},
    cut{"partly beside the paper", "100 100 700 500", "300 0 900 400", {300, 100, 700, 400}},
    cut{"the wrong way round", "800 600 0 0", "600 450 210 140", {210, 140, 600, 450}},
    cut{"of fractions",
        "0 0 841.89 595.276",
        "120.53 80.25 720.77 500.125",
        {120.53, 80.25, 720.77, 500.125}},
    cut{"a larger unit", "0 0 400 300", "100 70 310 220", {100, 70, 310, 220}, "/UserUnit 2"},
    cut{"in inches", "0 0 13.333 7.5", "2 1 10.5 6", {2, 1, 10.5, 6}, "/UserUnit 72"},
    cut{"none at all", "0 0 960 540", "", {0, 0, 960, 540}},
};

}  // namespace

TEST_CASE("pages of every known size become pictures of exact width, without a white edge") {
    std::vector<pdf_page> pages;
    for (const auto& size : known_sizes) {
        pages.push_back(
            {.box = box_text(0, 0, size.width, size.height), .more = size.more, .drawing = all_dark}
        );
    }
    const opened_pdf pdf(pdf_of(pages));
    REQUIRE(pdf.shapes.size() == known_sizes.size());
    for (std::size_t at = 0; at < known_sizes.size(); ++at) {
        const auto& size = known_sizes[at];
        CAPTURE(size.what);
        const auto ratio =
            is_on_its_side(size) ? size.width / size.height : size.height / size.width;
        // The widest picture of every page, and each of the others of every fourth.
        for (const int width : {480, 960, 1600}) {
            if (width != 1600 && at % 4 != static_cast<std::size_t>(width / 480)) continue;
            CAPTURE(width);
            const auto drawn = pdf.draw(pdf.shapes[at], width);
            CHECK(drawn.width == width);
            CHECK(std::abs(drawn.height - width * ratio) <= 0.51);
            CHECK(pdf.brightness_of_edges(pdf.shapes[at], width) < 120);
        }
    }
}

TEST_CASE("pages of random sizes become pictures of exact width") {
    std::mt19937 random(20261130);
    std::vector<pdf_page> pages;
    for (int i = 0; i < 40; ++i) {
        // Whole numbers of points as often as any others; low pages, which are drawn fast.
        const auto width = 300 + random() % 700 + (i % 2 == 0 ? 0 : random() % 1000 / 1000.0);
        const auto height = width * (200 + random() % 200) / 1000;
        pages.push_back({.box = box_text(0, 0, width, height), .drawing = "0 0 99 99 re f"});
    }
    const opened_pdf pdf(pdf_of(pages));
    for (const auto& page : pdf.shapes) {
        CAPTURE(page.width);
        CAPTURE(page.height);
        const auto drawn = pdf.draw(page, 1600);
        CHECK(drawn.width == 1600);
        CHECK(drawn.height == picture_height(page, 1600));
    }
}

TEST_CASE("a page without a size of its own is drawn as US Letter, also in the best sandbox") {
    const opened_pdf pdf(pdf_of({{.box = ""}}), sandbox().kind());
    CHECK(pdf.draw(pdf.shapes.front(), 1600) == picture_size{1600, 2071});
}

TEST_CASE("only text inside the visible part of a page is read, however it is cut and turned") {
    std::vector<pdf_page> pages;
    std::vector<std::string> names;
    for (const auto* turn : {"0", "90", "180", "270", "-90", "450"}) {
        for (const auto& one : cuts) {
            auto more = one.more + "/Rotate " + turn;
            if (!one.crop.empty()) more += "/CropBox[" + one.crop + "]";
            pages.push_back(page_with_words(one.visible, one.media, more));
            names.push_back(std::string(one.what) + ", " + turn + " degrees");
        }
    }
    const opened_pdf pdf(pdf_of(pages));
    REQUIRE(pdf.shapes.size() == pages.size());
    for (std::size_t at = 0; at < pages.size(); ++at) {
        CAPTURE(names[at]);
        auto words = pdf.words(pdf.shapes[at]);
        CAPTURE(words);
        for (const std::string inside : {"middle", "west", "east", "north", "south"}) {
            CAPTURE(inside);
            const auto found = words.find(inside);
            CHECK(found != std::string::npos);
            if (found != std::string::npos) words.erase(found, inside.size());
        }
        CHECK(words.find_first_not_of(" \n") == std::string::npos);
    }
}

TEST_CASE("the words of a layer that is switched off are not read") {
    const opened_pdf pdf(pdf_with_layers());
    CHECK(pdf.words(pdf.shapes.front()) == "shown");
}

}  // namespace aula::test::one_pdf
