#include "api/json_reader.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "domain/text.hpp"

namespace aula {
namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool is_control_in_prose(char c) {
    return is_control(c) && c != '\n' && c != '\t' && c != '\r';
}

}  // namespace

json_reader::json_reader(
    const nlohmann::json& from, std::optional<bad_field>& wrong, std::string path
)
    : from_(from), wrong_(wrong), path_(std::move(path)) {
    if (!from_.is_object() && !wrong_) {
        wrong_ = bad_field{path_, "An object with named fields is expected here."};
    }
}

bool json_reader::has(std::string_view name) const {
    if (!from_.is_object()) return false;
    const auto at = from_.find(name);
    return at != from_.end() && !at->is_null();
}

const nlohmann::json* json_reader::find(std::string_view name) {
    asked_.emplace(name);
    return has(name) ? &*from_.find(name) : nullptr;
}

const nlohmann::json* json_reader::require(std::string_view name) {
    const auto* found = find(name);
    if (found == nullptr) object_to(name, "The field " + place(name) + " is missing.");
    return found;
}

std::string json_reader::check_line(
    std::string_view name, const nlohmann::json& value, std::size_t max
) {
    if (!value.is_string()) {
        object_to(name, "The field " + place(name) + " must be a text.");
        return {};
    }
    auto text = trimmed(value.get_ref<const std::string&>());
    if (std::ranges::any_of(text, is_control)) {
        object_to(name, "The field " + place(name) + " must be one line.");
    } else if (count_characters(text) > max) {
        object_to(
            name,
            "The field " + place(name) + " is longer than " + std::to_string(max) + " characters."
        );
    }
    return text;
}

std::string json_reader::line(std::string_view name, std::size_t max) {
    const auto* value = require(name);
    if (value == nullptr) return {};
    auto text = check_line(name, *value, max);
    if (text.empty()) object_to(name, "The field " + place(name) + " is empty.");
    return text;
}

std::string json_reader::line_or(std::string_view name, std::size_t max, std::string fallback) {
    const auto* value = find(name);
    if (value == nullptr) return fallback;
    auto text = check_line(name, *value, max);
    return text.empty() ? fallback : text;
}

std::string json_reader::hint(std::string_view name, std::size_t max) {
    const auto* value = find(name);
    if (value == nullptr || !value->is_string()) return {};
    auto text = trimmed(value->get_ref<const std::string&>());
    const bool is_line = std::ranges::none_of(text, is_control) && count_characters(text) <= max;
    return is_line ? text : std::string();
}

std::string json_reader::prose(std::string_view name, std::size_t max) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_string()) {
        object_to(name, "The field " + place(name) + " must be a text.");
        return {};
    }
    auto text = trimmed(value->get_ref<const std::string&>());
    if (std::ranges::any_of(text, is_control_in_prose)) {
        object_to(name, "The field " + place(name) + " holds control characters.");
    } else if (count_characters(text) > max) {
        object_to(
            name,
            "The field " + place(name) + " is longer than " + std::to_string(max) + " characters."
        );
    }
    return text;
}

std::int64_t json_reader::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    const auto* value = require(name);
    if (value == nullptr) return min;
    // nlohmann keeps a positive number that fits as unsigned; anything beyond int64 is out of every
    // range here.
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
    if (fits) {
        const auto number = value->get<std::int64_t>();
        if (number >= min && number <= max) return number;
    }
    object_to(
        name, "The field " + place(name) + " must be a whole number from " + std::to_string(min) +
                  " to " + std::to_string(max) + "."
    );
    return min;
}

std::int64_t json_reader::integer_or(
    std::string_view name, std::int64_t min, std::int64_t max, std::int64_t fallback
) {
    return find(name) == nullptr ? fallback : integer(name, min, max);
}

bool json_reader::boolean(std::string_view name) {
    const auto* value = require(name);
    if (value == nullptr) return false;
    if (value->is_boolean()) return value->get<bool>();
    object_to(name, "The field " + place(name) + " must be true or false.");
    return false;
}

void json_reader::each(
    std::string_view name, std::size_t max, const std::function<void(json_reader&)>& read
) {
    const auto* value = find(name);
    if (value == nullptr) return;
    if (!value->is_array() || value->size() > max) {
        return object_to(
            name,
            "The field " + place(name) + " must be a list of at most " + std::to_string(max) + "."
        );
    }
    for (std::size_t i = 0; i < value->size() && !wrong_; ++i) {
        json_reader item((*value)[i], wrong_, place(name) + "[" + std::to_string(i) + "]");
        read(item);
        item.end();
    }
}

void json_reader::inside(std::string_view name, const std::function<void(json_reader&)>& read) {
    static const nlohmann::json nothing = nlohmann::json::object();
    const auto* value = find(name);
    json_reader item(value == nullptr ? nothing : *value, wrong_, place(name));
    read(item);
    item.end();
}

std::vector<std::string> json_reader::lines(
    std::string_view name, std::size_t count_max, std::size_t max
) {
    std::vector<std::string> out;
    const auto* value = find(name);
    if (value == nullptr) return out;
    if (!value->is_array() || value->size() > count_max) {
        object_to(
            name, "The field " + place(name) + " must be a list of at most " +
                      std::to_string(count_max) + " texts."
        );
        return out;
    }
    for (const auto& item : *value) out.push_back(check_line(name, item, max));
    return out;
}

void json_reader::object_to(std::string_view name, std::string detail) {
    if (!wrong_) wrong_ = bad_field{place(name), std::move(detail)};
}

void json_reader::end() {
    if (wrong_ || !from_.is_object()) return;
    for (const auto& [name, value] : from_.items()) {
        if (!asked_.contains(name)) {
            return object_to(name, "The field " + place(name) + " is not known here.");
        }
    }
}

std::string json_reader::place(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void read_list(
    const nlohmann::json& from, std::optional<bad_field>& wrong, std::size_t max,
    const std::function<void(json_reader&)>& read
) {
    if (!from.is_array() || from.size() > max) {
        wrong = bad_field{"", "A list of at most " + std::to_string(max) + " is expected."};
        return;
    }
    for (std::size_t i = 0; i < from.size() && !wrong; ++i) {
        json_reader item(from[i], wrong, "[" + std::to_string(i) + "]");
        read(item);
        item.end();
    }
}

}  // namespace aula
