#include "mail/greeting.hpp"

#include <algorithm>
#include <string>

#include "domain/utf8.hpp"

namespace aula {
namespace {

constexpr std::size_t characters_max = 50;
constexpr std::size_t digits_max = 3;

/// All of these end a label of a domain's name (UTS 46 §2.3), or look as if they did.
bool is_dot(char32_t c) {
    constexpr std::u32string_view dots = U".\u3002\uFF0E\uFF61\u2024\uFE52";
    return dots.find(c) != std::u32string_view::npos;
}

/// What links and addresses have, and names do not, in their wide and small forms too.
bool is_of_addresses(char32_t c) {
    constexpr std::u32string_view marks =
        U"@/\\:<>[]#?=%&_\uFF20\uFE6B\uFF0F\u2044\u2215\uFF3C\uFF1A\uFE55\uA789\u2236\uFF1F\uFF1D"
        U"\uFF05\uFF06\uFF03";
    return marks.find(c) != std::u32string_view::npos;
}

bool is_digit(char32_t c) {
    return (c >= U'0' && c <= U'9') || (c >= U'\uFF10' && c <= U'\uFF19');
}

bool is_in_word(char32_t c) {
    return c != U' ' && c != U',' && c != U'(' && c != U')' && !is_dot(c);
}

/// A dot with two or more letters close behind it, as in `evil.example`; not `J. P. Smith`, `J.P.`
/// or `Dr. Bos`.
bool has_domain(std::u32string_view name) {
    for (std::size_t at = 1; at + 2 < name.size(); ++at) {
        if (is_dot(name[at]) && is_in_word(name[at - 1]) && is_in_word(name[at + 1]) &&
            is_in_word(name[at + 2])) {
            return true;
        }
    }
    return false;
}

}  // namespace

bool is_fit_to_greet(std::string_view name) {
    std::u32string characters;
    while (!name.empty()) characters += utf8::take(name);
    return !characters.empty() && characters.size() <= characters_max &&
           std::ranges::none_of(characters, is_of_addresses) &&
           std::ranges::count_if(characters, is_digit) <= std::ptrdiff_t{digits_max} &&
           !has_domain(characters);
}

}  // namespace aula
