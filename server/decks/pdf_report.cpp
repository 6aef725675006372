#include "decks/pdf_report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <system_error>

#include "domain/text.hpp"

namespace aula {
namespace {

// The largest distance of a box from the origin. In whole pixels it still fits into an `int`.
constexpr double box_points_max = 1e6;

// pdftotext finds words and lines by some fixed distances in pixels, so that a small page needs a
// higher resolution than 72 dots per inch.
constexpr double text_pixels_min = 700;

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// Takes a number off the front; nothing when there is none.
std::optional<double> take_decimal(std::string_view& text) {
    skip_blanks(text);
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{}) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// What follows `label` at the start of a line, to the end of that line. The last such line counts:
/// pdfinfo writes the file's own words, which may imitate its report, before its findings.
std::string_view last_line(std::string_view report, std::string_view label) {
    const auto at = report.rfind("\n" + std::string(label));
    if (at == std::string_view::npos) return {};
    auto line = report.substr(at + 1 + label.size());
    line = line.substr(0, line.find('\n'));
    skip_blanks(line);
    return line;
}

/// What the report says about single pages, by labels such as `Page    7 CropBox`. Of several lines
/// with the same label the last counts, as in `last_line`.
using page_lines = std::map<std::string_view, std::string_view>;

page_lines lines_about_pages(std::string_view report) {
    page_lines lines;
    while (!report.empty()) {
        const auto line = report.substr(0, report.find('\n'));
        report.remove_prefix(std::min(line.size() + 1, report.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !line.starts_with("Page ")) continue;
        lines[line.substr(0, colon)] = line.substr(colon + 1);
    }
    return lines;
}

/// Empty when there is no such line.
std::string_view line_of_page(const page_lines& lines, int page, const char* what) {
    std::array<char, 32> label{};
    std::snprintf(label.data(), label.size(), "Page %4d %s", page, what);
    const auto found = lines.find(label.data());
    return found == lines.end() ? std::string_view{} : found->second;
}

struct page_size {
    double width = 0;
    double height = 0;
};

std::optional<page_size> size_of_page(const page_lines& lines, int page) {
    auto line = line_of_page(lines, page, "size");
    const auto width = take_decimal(line);
    skip_blanks(line);
    if (!width || !line.starts_with('x')) return {};
    line.remove_prefix(1);
    const auto height = take_decimal(line);
    if (!height) return {};
    return page_size{*width, *height};
}

struct page_box {
    double left = 0;
    double bottom = 0;
    double right = 0;
    double top = 0;
};

std::optional<page_box> box_of_page(const page_lines& lines, int page, const char* which) {
    auto line = line_of_page(lines, page, which);
    std::array<double, 4> sides{};
    for (auto& side : sides) {
        const auto number = take_decimal(line);
        if (!number || !(std::abs(*number) <= box_points_max)) return {};
        side = *number;
    }
    return page_box{sides[0], sides[1], sides[2], sides[3]};
}

/// Where the visible part begins on a page that is turned clockwise by `degrees`. Like poppler, it
/// does not turn a page by other angles than 90, 180 and 270.
page_shape turned(
    const page_size& size, const page_box& media, const page_box& crop, double degrees
) {
    const auto from_left = crop.left - media.left;
    const auto from_right = media.right - crop.right;
    const auto from_top = media.top - crop.top;
    const auto from_bottom = crop.bottom - media.bottom;
    if (degrees == 90) return {1, size.height, size.width, from_bottom, from_left};
    if (degrees == 180) return {1, size.width, size.height, from_right, from_bottom};
    if (degrees == 270) return {1, size.height, size.width, from_top, from_right};
    return {1, size.width, size.height, from_left, from_top};
}

/// Nothing when the report does not say where the visible part of the page is.
std::optional<page_shape> shape_of_page(const page_lines& lines, int page, const page_size& size) {
    auto turn = line_of_page(lines, page, "rot");
    const auto degrees = take_decimal(turn);
    const auto media = box_of_page(lines, page, "MediaBox");
    const auto crop = box_of_page(lines, page, "CropBox");
    if (!degrees || !media || !crop) return {};
    auto shape = turned(size, *media, *crop, *degrees);
    shape.number = page;
    return shape;
}

error no_size(int page) {
    return {
        error_code::invalid, "Page " + std::to_string(page) + " has no size; the PDF is damaged."
    };
}

result<void> check_size(int page, const page_size& size, const deck_limits& limits) {
    const auto longest = std::max(size.width, size.height);
    const auto shortest = std::min(size.width, size.height);
    const auto named = "Page " + std::to_string(page);
    if (!(shortest >= 1)) return no_size(page);
    if (longest > limits.page_points_max) {
        return {
            error_code::too_large, named + " is longer than " +
                                       std::to_string(limits.page_points_max) +
                                       " points; export the slides at a usual page size."
        };
    }
    if (longest > shortest * limits.page_ratio_max) {
        return {
            error_code::too_large, named + " is more than " +
                                       std::to_string(limits.page_ratio_max) +
                                       " times as long as it is wide; that is not a slide."
        };
    }
    return {};
}

}  // namespace

result<pdf_facts> read_report(std::string_view report, const deck_limits& limits) {
    auto count = last_line(report, "Pages:");
    const auto pages = take_decimal(count).value_or(0);
    if (pages < 1) return {error_code::invalid, "The PDF has no pages."};
    if (pages > limits.pages_max) {
        return {
            error_code::too_large,
            "The PDF has more than " + std::to_string(limits.pages_max) + " pages; split it."
        };
    }
    pdf_facts facts{.title = {}, .pages = static_cast<int>(pages), .shapes = {}};
    const auto lines = lines_about_pages(report);
    for (int page = 1; page <= facts.pages; ++page) {
        const auto size = size_of_page(lines, page).value_or(page_size{});
        if (const auto fine = check_size(page, size, limits); !fine) return fine.error();
        const auto shape = shape_of_page(lines, page, size);
        if (!shape) return no_size(page);
        facts.shapes.push_back(*shape);
    }
    constexpr std::string_view title = "Title:";  // pdfinfo writes it first, if there is one
    if (report.starts_with(title)) {
        auto line = report.substr(title.size(), report.find('\n') - title.size());
        skip_blanks(line);
        facts.title = line;
    }
    return facts;
}

int picture_height(const page_shape& page, int width) {
    return std::max(1, static_cast<int>(std::lround(width * page.height / page.width)));
}

page_slice text_slice(const page_shape& page) {
    const auto longest = std::max(page.width, page.height);
    const auto scale = std::max(1.0, std::ceil(text_pixels_min / longest));
    const auto first = [scale](double from) { return std::ceil(from * scale + 0.5); };
    const auto last = [scale](double to) { return std::floor(to * scale - 0.5); };
    const auto x = first(page.left);
    const auto y = first(page.top);
    return {
        .resolution = static_cast<int>(72 * scale),
        .x = static_cast<int>(x),
        .y = static_cast<int>(y),
        .width = static_cast<int>(last(page.left + page.width) - x),
        .height = static_cast<int>(last(page.top + page.height) - y),
    };
}

bool is_pdf(std::string_view start) {
    return start.substr(0, pdf_magic_within).find("%PDF-") != std::string_view::npos;
}

std::string page_words(std::string_view found) {
    auto words = clean_text(found);
    if (words.size() <= page_words_bytes_max) return words;
    auto end = page_words_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0) == 0x80) --end;
    words.resize(end);
    return words;
}

}  // namespace aula
