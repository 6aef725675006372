#include "cli/toml_json.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

namespace aula::cli {
namespace {

using nlohmann::json;

std::string wall_text(const toml::date_time& at) {
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", at.date.year, at.date.month, at.date.day,
        at.time.hour, at.time.minute, at.time.second
    );
}

std::string printed(const toml::node& of) {
    std::ostringstream out;
    of.visit([&out](const auto& value) { out << value; });
    return out.str();
}

class converter {
public:
    explicit converter(toml_json& into) : into_(into) {}

    json convert(const toml::node& from, const std::string& place) {
        into_.lines.try_emplace(place, from.source().begin.line);
        if (const auto* table = from.as_table()) return convert_table(*table, place);
        if (const auto* array = from.as_array()) return convert_array(*array, place);
        if (const auto text = from.value_exact<std::string>()) return *text;
        if (const auto number = from.value_exact<std::int64_t>()) return *number;
        if (const auto is_so = from.value_exact<bool>()) return *is_so;
        if (const auto real = from.value_exact<double>()) return *real;
        if (const auto at = from.value_exact<toml::date_time>(); at && !at->offset) {
            return wall_text(*at);
        }
        return printed(from);
    }

private:
    json convert_table(const toml::table& from, const std::string& place) {
        json out = json::object();
        for (const auto& [key, value] : from) {
            const std::string name(key.str());
            const auto inside = place.empty() ? name : place + "." + name;
            if (key.source().begin.line > 0) into_.lines[inside] = key.source().begin.line;
            out[name] = convert(value, inside);
        }
        return out;
    }

    json convert_array(const toml::array& from, const std::string& place) {
        json out = json::array();
        for (std::size_t at = 0; at < from.size(); ++at) {
            out.push_back(convert(from[at], place + "[" + std::to_string(at) + "]"));
        }
        return out;
    }

    toml_json& into_;
};

}  // namespace

std::uint32_t toml_json::line_of(std::string_view place) const {
    for (;;) {
        if (const auto found = lines.find(place); found != lines.end()) return found->second;
        const auto cut = place.find_last_of(".[");
        if (cut == std::string_view::npos) return 1;
        place = place.substr(0, cut);
    }
}

result<toml_json> read_toml(std::string_view text) {
    try {
        toml_json read;
        const auto parsed = toml::parse(text);
        read.document = converter(read).convert(parsed, "");
        return read;
    } catch (const toml::parse_error& wrong) {
        return {
            error_code::invalid,
            std::to_string(wrong.source().begin.line) + ": " + std::string(wrong.description())
        };
    }
}

}  // namespace aula::cli
