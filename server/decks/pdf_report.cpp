#include "decks/pdf_report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <system_error>

#include "domain/text.hpp"

namespace aula {
namespace {

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

struct page_size {
    double width = 0;
    double height = 0;
};

std::optional<page_size> size_of_page(std::string_view report, int page) {
    std::array<char, 24> label{};
    std::snprintf(label.data(), label.size(), "Page %4d size:", page);
    auto line = last_line(report, label.data());
    const auto width = take_decimal(line);
    skip_blanks(line);
    if (!width || !line.starts_with('x')) return {};
    line.remove_prefix(1);
    const auto height = take_decimal(line);
    if (!height) return {};
    return page_size{*width, *height};
}

result<void> check_size(int page, const page_size& size, const deck_limits& limits) {
    const auto longest = std::max(size.width, size.height);
    const auto shortest = std::min(size.width, size.height);
    const auto named = "Page " + std::to_string(page);
    if (!(shortest >= 1)) return {error_code::invalid, named + " has no size; the PDF is damaged."};
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
    pdf_facts facts{.title = {}, .pages = static_cast<int>(pages)};
    for (int page = 1; page <= facts.pages; ++page) {
        const auto size = size_of_page(report, page).value_or(page_size{});
        if (const auto fine = check_size(page, size, limits); !fine) return fine.error();
    }
    constexpr std::string_view title = "Title:";  // pdfinfo writes it first, if there is one
    if (report.starts_with(title)) {
        auto line = report.substr(title.size(), report.find('\n') - title.size());
        skip_blanks(line);
        facts.title = line;
    }
    return facts;
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
