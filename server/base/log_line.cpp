#include <array>

#include "base/log.hpp"

namespace aula::log {
namespace {

constexpr std::array<std::string_view, 4> names{"debug", "info", "warn", "error"};

/// RFC 8259: quotes, backslashes and control characters are escaped, so that one occasion stays one
/// line.
void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            (out += '\\') += letter;
        } else if (byte < 0x20 || byte == 0x7f) {
            ((out += "\\u00") += hex[byte >> 4]) += hex[byte & 15];
        } else {
            out += letter;
        }
    }
    out += '"';
}

void append_value(std::string& out, const field& of) {
    if (const auto* number = std::get_if<std::int64_t>(&of.value)) {
        out += std::to_string(*number);
    } else if (const auto* is_so = std::get_if<bool>(&of.value)) {
        out += *is_so ? "true" : "false";
    } else {
        append_quoted(out, std::get<std::string_view>(of.value));
    }
}

std::string json_line(std::string_view at, level how, std::string_view message, fields with) {
    std::string out = R"({"at":)";
    append_quoted(out, at);
    out += R"(,"level":)";
    append_quoted(out, name_of(how));
    out += R"(,"message":)";
    append_quoted(out, message);
    for (const auto& each : with) {
        out += ',';
        append_quoted(out, each.name);
        out += ':';
        append_value(out, each);
    }
    return out += '}';
}

std::string text_line(std::string_view at, level how, std::string_view message, fields with) {
    std::string out(at);
    ((out += ' ') += name_of(how)).append(6 - name_of(how).size(), ' ') += message;
    for (const auto& each : with) {
        ((out += "  ") += each.name) += '=';
        append_value(out, each);
    }
    return out;
}

}  // namespace

std::string_view name_of(level how) {
    return names.at(static_cast<std::size_t>(how));
}

std::optional<level> parse_level(std::string_view name) {
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (names.at(at) == name) return static_cast<level>(at);
    }
    return {};
}

std::string line(
    line_format format, std::string_view at, level how, std::string_view message, fields with
) {
    return format == line_format::json ? json_line(at, how, message, with)
                                       : text_line(at, how, message, with);
}

}  // namespace aula::log
