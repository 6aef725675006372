#include "api/call_links.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "domain/call_link.hpp"
#include "live/rooms.hpp"

namespace aula {
namespace {

command change_to(const std::string& url) {
    change_call change;
    if (!url.empty()) change.call_url = url;
    return change;
}

}  // namespace

error not_saved(const result<command_answer>& told) {
    if (!told) return told.error();
    const auto* why = std::get_if<refusal>(&*told);
    const bool is_full = why != nullptr && *why == refusal::storage_full;
    return {is_full ? error_code::storage_full : error_code::busy, "the room cannot save"};
}

std::string read_call_url(json_reader& fields) {
    auto url = fields.line_or("call_url", call_url_max);
    const auto objection = url.empty() ? std::string_view() : objection_to_call_url(url);
    if (!objection.empty()) fields.object_to("call_url", std::string(objection));
    return url;
}

boost::asio::awaitable<result<void>> change_call_links(
    rooms& live, std::vector<new_call_link> links
) {
    for (const auto& one : links) {
        command change = change_to(one.url);
        const auto told = co_await live.act(one.where, std::move(change));
        if (!is_settled(told)) co_return not_saved(told);
    }
    co_return result<void>();
}

std::vector<new_call_link> call_links_to_change(
    const std::vector<session_record>& planned, const std::set<std::string>& named,
    std::vector<session_record>& there
) {
    std::vector<new_call_link> out;
    for (const auto& one : planned) {
        if (!named.contains(one.key)) continue;
        const auto known = std::ranges::find(there, one.key, &session_record::key);
        if (known == there.end() || known->call_url == one.call_url) continue;
        known->call_url = one.call_url;
        out.push_back({known->id, one.call_url});
    }
    return out;
}

}  // namespace aula
