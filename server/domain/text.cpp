#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "domain/confusables.hpp"
#include "domain/utf8.hpp"
#include "generated/messages.hpp"

namespace aula {
namespace {

struct range {
    char32_t first;
    char32_t last;
};

template <std::size_t N>
bool is_within(const std::array<range, N>& ranges, char32_t point) {
    return std::ranges::any_of(ranges, [point](const range& each) {
        return each.first <= point && point <= each.last;
    });
}

/// Never shown: they do nothing honest in a line of text.
bool is_forbidden(char32_t point) {
    static constexpr auto ranges = std::to_array<range>({
        {0x00, 0x08},
        {0x0E, 0x1F},
        {0x7F, 0x84},
        {0x86, 0x9F},  // controls
        {0xAD, 0xAD},
        {0x34F, 0x34F},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},  // invisible
        {0x180E, 0x180E},
        {0x200B, 0x200B},
        {0x202A, 0x202E},  // bidi overrides
        {0x2060, 0x206F},
        {0x3164, 0x3164},
        {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0},
        {0xFFF9, 0xFFFB},
        {0xFFFE, 0xFFFF},
        {0xE0000, 0xE00FF},  // tags
    });
    const bool is_noncharacter =
        (point & 0xFFFEU) == 0xFFFEU || (point >= 0xFDD0 && point <= 0xFDEF);
    return is_noncharacter || is_within(ranges, point);
}

/// Joiners, direction marks and variation selectors: some scripts need them, but nobody sees them.
bool is_unseen(char32_t point) {
    static constexpr auto ranges = std::to_array<range>({
        {0x200C, 0x200F},
        {0x61C, 0x61C},
        {0xFE00, 0xFE0F},
        {0xE0100, 0xE01EF},
    });
    return is_within(ranges, point);
}

bool is_line_end(char32_t point) {
    return (point >= 0x0A && point <= 0x0D) || point == 0x85 || point == 0x2028 || point == 0x2029;
}

bool is_blank(char32_t point) {
    static constexpr auto ranges = std::to_array<range>({
        {0x09, 0x09},
        {0x20, 0x20},
        {0xA0, 0xA0},
        {0x1680, 0x1680},
        {0x2000, 0x200A},
        {0x202F, 0x202F},
        {0x205F, 0x205F},
        {0x3000, 0x3000},
    });
    return is_within(ranges, point) || point == 0x2800;  // the empty Braille cell
}

bool is_punctuation(char32_t point) {
    const bool is_ascii_letter_or_digit = (point >= U'0' && point <= U'9') ||
                                          (point >= U'a' && point <= U'z') ||
                                          (point >= U'A' && point <= U'Z') || point == U'|';
    return (point < 0x80 && !is_ascii_letter_or_digit) || (point >= 0x300 && point <= 0x36F) ||
           (point >= 0x2010 && point <= 0x2027) || point == 0xB7;
}

std::string in_small_letters(std::string_view name) {
    std::string small;
    while (!name.empty()) utf8::append(small, without_case(utf8::take(name)));
    return small;
}

/// How many bytes the first `characters` take.
std::size_t bytes_of(std::string_view text, std::size_t characters) {
    const auto whole = text.size();
    while (!text.empty() && characters-- != 0) utf8::take(text);
    return whole - text.size();
}

/// Puts a text together from what is left of it: no blanks around a line end, none around the
/// whole.
class cleaner {
public:
    explicit cleaner(std::size_t line_ends_max) : line_ends_max_(line_ends_max) {}

    void blank() { ++blanks_; }
    void line_end() {
        ++line_ends_;
        blanks_ = 0;
    }
    void mark(char32_t point) {
        if (has_seen_) utf8::append(is_apart() ? marks_ : text_, point);
    }
    void character(char32_t point) {
        if (has_seen_ && line_ends_ != 0 && line_ends_max_ != 0) {
            text_.append(std::min(line_ends_, line_ends_max_), '\n');
            marks_.clear();
        } else if (has_seen_ && is_apart()) {
            text_.append(line_ends_max_ == 0 ? 1 : blanks_, ' ');
        }
        text_ += marks_;
        marks_.clear();
        blanks_ = line_ends_ = 0;
        utf8::append(text_, point);
        has_seen_ = true;
    }
    std::string take() { return std::move(text_); }

private:
    bool is_apart() const { return blanks_ != 0 || line_ends_ != 0; }

    std::size_t line_ends_max_;
    std::string text_;
    std::string marks_;  ///< After a blank; kept only if a character follows.
    std::size_t blanks_ = 0;
    std::size_t line_ends_ = 0;
    bool has_seen_ = false;
};

}  // namespace

std::string clean_text(std::string_view text) {
    cleaner clean{2};
    bool was_return = false;
    while (!text.empty()) {
        const auto point = utf8::take(text);
        const bool completes_return = point == '\n' && was_return;
        was_return = point == '\r';
        if (completes_return || is_forbidden(point)) continue;
        if (is_line_end(point)) {
            clean.line_end();
        } else if (is_blank(point)) {
            clean.blank();
        } else if (is_unseen(point)) {
            clean.mark(point);
        } else {
            clean.character(point);
        }
    }
    return clean.take();
}

std::string clean_name(std::string_view name) {
    cleaner clean{0};
    while (!name.empty()) {
        const auto point = utf8::take(name);
        if (is_line_end(point) || is_blank(point)) {
            clean.blank();
        } else if (!is_forbidden(point) && !is_unseen(point)) {
            clean.character(point);
        }
    }
    auto cleaned = clean.take();
    cleaned.resize(bytes_of(cleaned, limits::name_max));
    if (cleaned.ends_with(' ')) cleaned.pop_back();
    return cleaned;
}

bool is_all_visible(std::string_view text) {
    while (!text.empty()) {
        const auto before = text;
        const auto point = utf8::take(text);
        const bool is_seen =
            !is_forbidden(point) && !is_unseen(point) && !is_blank(point) && !is_line_end(point);
        const bool is_broken = point == 0xFFFD && !before.starts_with("\xEF\xBF\xBD");
        if (!is_seen || is_broken) return false;
    }
    return true;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

std::string name_skeleton(std::string_view name) {
    std::string skeleton;
    while (!name.empty()) {
        const auto point = utf8::take(name);
        const bool is_seen = !is_blank(point) && !is_unseen(point) && !is_forbidden(point);
        if (is_seen && !is_punctuation(point)) append_look(skeleton, point);
    }
    return skeleton;
}

bool look_alike(std::string_view one, std::string_view other) {
    if (name_skeleton(one) == name_skeleton(other)) return true;
    return name_skeleton(in_small_letters(one)) == name_skeleton(in_small_letters(other));
}

namespace {

std::set<std::string> words_of(std::string_view name) {
    std::set<std::string> words;
    std::string word;
    while (!name.empty()) {
        const auto point = utf8::take(name);
        if (is_blank(point) || is_punctuation(point)) {
            if (!word.empty()) words.insert(std::exchange(word, {}));
        } else if (!is_unseen(point) && !is_forbidden(point)) {
            append_look(word, point);
        }
    }
    if (!word.empty()) words.insert(std::move(word));
    return words;
}

}  // namespace

bool may_be_one_person(std::string_view one, std::string_view other) {
    const auto few = words_of(one), many = words_of(other);
    if (few.size() > many.size()) return may_be_one_person(other, one);
    if (few == many) return true;
    return few.size() >= 2 && std::ranges::includes(many, few);
}

}  // namespace aula
