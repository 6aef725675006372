#include "base/metrics_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace aula {
namespace {

/// Up to here a double is exact as a whole number. People read pages too, so nothing below it is
/// written with an exponent.
constexpr double whole_max = 9007199254740992;

std::string_view name_of(metric_kind kind) {
    switch (kind) {
        case metric_kind::counter:
            return "counter";
        case metric_kind::gauge:
            return "gauge";
        case metric_kind::histogram:
            return "histogram";
    }
    return "untyped";
}

void append_number(std::string& to, double value) {
    if (std::isnan(value)) {
        to += "NaN";
        return;
    }
    if (std::isinf(value)) {
        to += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 48> digits{};
    const auto end = digits.data() + digits.size();
    const auto size = std::abs(value);
    const bool is_plain = size < whole_max && (size == 0 || size > 1e-9);
    const auto written = is_plain
                             ? std::to_chars(digits.data(), end, value, std::chars_format::fixed)
                             : std::to_chars(digits.data(), end, value);
    to.append(digits.data(), written.ptr);
}

void append_escaped(std::string& to, std::string_view text, bool is_label) {
    for (const char letter : text) {
        if (letter == '\n') {
            to += "\\n";
        } else {
            if (letter == '\\' || (is_label && letter == '"')) to += '\\';
            to += letter;
        }
    }
}

}  // namespace

metrics_text& metrics_text::family(std::string_view name, metric_kind kind, std::string_view help) {
    family_ = name;
    text_.append("# HELP ").append(name).append(" ");
    append_escaped(text_, help, false);
    text_.append("\n# TYPE ").append(name).append(" ").append(name_of(kind)).append("\n");
    return *this;
}

void metrics_text::sample(const histogram_values& of, metric_labels labels) {
    std::uint64_t so_far = 0;
    for (std::size_t index = 0; index < of.counts.size(); ++index) {
        so_far += of.counts[index];
        std::string bound;
        append_number(bound, index < histogram_bounds.size() ? histogram_bounds[index] : HUGE_VAL);
        line("_bucket", labels, bound, static_cast<double>(so_far));
    }
    line("_sum", labels, {}, of.sum_seconds);
    line("_count", labels, {}, static_cast<double>(so_far));
}

void metrics_text::line(
    std::string_view suffix, metric_labels labels, std::string_view bound, double value
) {
    text_.append(family_).append(suffix);
    bool is_first = true;
    for (const auto& [name, text] : labels) {
        label(is_first, name, text);
        is_first = false;
    }
    if (!bound.empty()) label(is_first, "le", bound);
    if (labels.size() > 0 || !bound.empty()) text_ += '}';
    text_ += ' ';
    append_number(text_, value);
    text_ += '\n';
}

void metrics_text::label(bool is_first, std::string_view name, std::string_view value) {
    text_.append(is_first ? "{" : ",").append(name).append("=\"");
    append_escaped(text_, value, true);
    text_ += '"';
}

}  // namespace aula
