#include "domain/csv.hpp"

#include <array>
#include <charconv>

namespace aula {
namespace {

bool would_run(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

std::string two_decimals(double value) {
    std::array<char, 64> digits{};
    const auto end = digits.data() + digits.size();
    const auto written = std::to_chars(digits.data(), end, value, std::chars_format::fixed, 2);
    return {digits.data(), written.ptr};
}

}  // namespace

void csv_writer::separate() {
    if (is_begun_) out_ += ',';
    is_begun_ = true;
}

void csv_writer::text(std::string_view value) {
    separate();
    const std::string_view defused = would_run(value) ? "'" : "";
    if (value.find_first_of("\",\r\n") == std::string_view::npos) {
        out_ += defused;
        out_ += value;
        return;
    }
    out_ += '"';
    out_ += defused;
    for (const char each : value) {
        if (each == '"') out_ += '"';
        out_ += each;
    }
    out_ += '"';
}

void csv_writer::value(const cell& of) {
    if (const auto* said = std::get_if<std::string>(&of)) return text(*said);
    separate();
    if (const auto* is_so = std::get_if<bool>(&of)) {
        out_ += *is_so ? "yes" : "no";
    } else if (const auto* whole = std::get_if<std::int64_t>(&of)) {
        out_ += std::to_string(*whole);
    } else if (const auto* part = std::get_if<tenths>(&of)) {
        out_ += std::to_string(part->count / 10) + "." + std::to_string(part->count % 10);
    } else if (const auto* decimal = std::get_if<double>(&of)) {
        out_ += two_decimals(*decimal);
    } else if (const auto* at = std::get_if<timestamp>(&of)) {
        append_iso8601(out_, *at);
    }
}

void csv_writer::instant(const cell& of, const local_time& local) {
    value(of);
    const auto* at = std::get_if<timestamp>(&of);
    text(at == nullptr ? std::string{} : local(*at));
}

void csv_writer::end_row() {
    out_ += "\r\n";
    is_begun_ = false;
}

}  // namespace aula
