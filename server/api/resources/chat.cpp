#include "api/background.hpp"
#include "api/call.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "store/event_log.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

/// The largest number that every client's JSON keeps exactly (2^53 - 1).
constexpr std::int64_t seq_max = 9007199254740991;

views::json shown(const chat_message& message) {
    return {
        {"seq", message.seq},
        {"at", to_iso8601(message.at)},
        {"who", message.who.text()},
        {"name", message.name},
        {"role", name_of(message.role)},
        {"text", message.text},
        {"is_hidden", message.is_hidden},
    };
}

}  // namespace

answer chat(call& c) {
    const auto before = query_number(c.request, "before", 1, seq_max, seq_max);
    const auto limit = query_number(c.request, "limit", 1, 200, 50);
    if (!before || !limit) co_return refuse(bad_page());
    const auto more = static_cast<double>(*limit / 50 - 1);  // than an ordinary page
    const auto wait = more > 0 ? c.rates.work(c.request, c.who, more, c.now) : std::nullopt;
    if (wait) co_return refuse(*wait);
    // One more than asked for tells whether there are older ones.
    auto list = [session = c.session->id, before = static_cast<seq_number>(*before),
                 count = static_cast<std::size_t>(*limit) + 1](database& db) {
        return event_log::chat_before(db, session, before, count);
    };
    const auto found = co_await c.parts.kept.read(std::move(list));
    if (!found) co_return refuse(found.error());
    const bool has_more = found->size() > static_cast<std::size_t>(*limit);
    auto show = [&found, has_more] {
        auto out = views::json::array();
        for (std::size_t i = has_more ? 1 : 0; i < found->size(); ++i) {
            out.push_back(shown((*found)[i]));
        }
        return json_answer({{"messages", std::move(out)}, {"has_more", has_more}});
    };
    auto out = co_await c.behind.run(std::move(show));
    co_return out;
}

}  // namespace aula::resources
