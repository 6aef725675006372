// The strict reader of JSON, held against a reader that is not strict and a look at what it was
// given.

#include <algorithm>
#include <set>
#include <vector>

#include "base/json.hpp"
#include "base/strict_json.hpp"
#include "fuzz/support/frame_model.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/target.hpp"
#include "generated/codec.hpp"

namespace aula::fuzz::of_json {
namespace {

using nlohmann::json;

/// What a reader that forgives finds in a text that is JSON.
struct findings {
    std::size_t depth = 0;
    bool has_twice = false;
};

findings look_at(const std::string& text) {
    findings out;
    std::vector<std::set<std::string>> open;
    const auto look = [&](int, json::parse_event_t event, json& what) {
        using at = json::parse_event_t;
        if (event == at::object_start || event == at::array_start) open.emplace_back();
        if (event == at::object_end || event == at::array_end) open.pop_back();
        if (event == at::key && !open.back().insert(what.get<std::string>()).second) {
            out.has_twice = true;
        }
        out.depth = std::max(out.depth, open.size());
        return true;
    };
    // A callback that keeps everything; the value is of no interest.
    json::parse(text, look, false).size();
    return out;
}

void run(bytes given) {
    input from(given);
    const auto depth_max = 1 + from.below(16);
    const auto text = from.rest();
    const auto read = parse_strict_json(text, {.depth_max = depth_max});
    // The other reader takes a NUL for the end of the text, and skips a byte order mark (RFC 8259
    // §8.1).
    const bool is_json = json::accept(text) && text.find('\0') == std::string::npos &&
                         !text.starts_with("\xEF\xBB\xBF");
    require(is_json || !read, "what is not JSON is refused");
    if (!is_json) return require(!read.error().detail.empty(), "with a reason");
    const auto found = look_at(text);
    const bool is_strict = !found.has_twice && found.depth <= depth_max;
    require(static_cast<bool>(read) == is_strict, "no key twice, and no deeper than allowed");
    if (!read) return;
    require(is_utf8_so_far(text, true), "what is read is UTF-8");
    require(*read == json::parse(text), "the values are those of the text");
    const auto again = parse_strict_json(read->dump(), {.depth_max = depth_max});
    require(again && *again == *read, "what was read can be written and read again");
    // Whatever else reads such texts must take any of them.
    (void)decode_client(text);
    (void)decode_server(text);
}

const target strict_json("json", run);

}  // namespace
}  // namespace aula::fuzz::of_json
