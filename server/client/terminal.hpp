#pragma once

#include <string>
#include <string_view>

namespace aula::cli {

bool is_input_a_terminal();
bool is_output_a_terminal();
bool is_error_a_terminal();

/// How many columns a terminal gives to a UTF-8 text: none to combining marks, two to wide letters.
std::size_t display_width(std::string_view text);

/// One line on standard error that is written over again and again; outside a terminal, nothing.
class progress_line {
public:
    progress_line() = default;
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line() { clear(); }

    void show(const std::string& text);
    void clear();

private:
    bool is_shown_ = false;
};

}  // namespace aula::cli
