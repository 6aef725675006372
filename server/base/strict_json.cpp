#include "base/strict_json.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace aula {
namespace {

using json = nlohmann::json;

/// Builds the document as it is read and stops at the first thing that is not allowed.
class strict_builder : public json::json_sax_t {
public:
    explicit strict_builder(json_bounds bounds) : bounds_(bounds) {}

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        const auto [at, is_new] = open_.back()->get_ref<json::object_t&>().emplace(name, nullptr);
        slot_ = &at->second;
        return is_new || fail("the key \"" + name + "\" appears twice");
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&)
        override {
        return fail("not JSON at byte " + std::to_string(position));
    }

    json document;
    std::string problem;

private:
    bool put(json value) {
        if (!is_within_bounds()) return false;
        place(std::move(value));
        return true;
    }

    bool open(json empty) {
        if (open_.size() == bounds_.depth_max) return fail("nested too deep");
        if (!is_within_bounds()) return false;
        open_.push_back(place(std::move(empty)));
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    bool is_within_bounds() { return values_++ < bounds_.values_max || fail("too many values"); }

    json* place(json value) {
        if (open_.empty()) return &(document = std::move(value));
        if (open_.back()->is_object()) return &(*slot_ = std::move(value));
        auto& list = open_.back()->get_ref<json::array_t&>();
        return &list.emplace_back(std::move(value));
    }

    bool fail(std::string why) {
        problem = std::move(why);
        return false;
    }

    const json_bounds bounds_;
    std::size_t values_ = 0;
    std::vector<json*> open_;  // objects and arrays that have not ended; only the last one grows
    json* slot_ = nullptr;     // where the value of the last key goes
};

}  // namespace

result<json> parse_strict_json(std::string_view text, json_bounds bounds) {
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
        // The parser would take it for the end of the text, whatever follows.
        return {error_code::invalid, "not JSON at byte " + std::to_string(nul)};
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        // The parser would skip it; RFC 8259 §8.1 has no such mark.
        return {error_code::invalid, "not JSON: it begins with a byte order mark"};
    }
    strict_builder builder(bounds);
    if (!json::sax_parse(text, &builder)) {
        return {error_code::invalid, std::move(builder.problem)};
    }
    return std::move(builder.document);
}

}  // namespace aula
