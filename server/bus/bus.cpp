#include "bus/bus.hpp"

#include <algorithm>

namespace aula {
namespace {

bool is_of_a_word(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
}

}  // namespace

bool is_subject(std::string_view text) {
    if (text.empty() || text.size() > bus::subject_max) return false;
    if (text.starts_with('.') || text.ends_with('.')) return false;
    if (text.find("..") != std::string_view::npos) return false;
    return std::ranges::all_of(text, [](char each) { return each == '.' || is_of_a_word(each); });
}

}  // namespace aula
