#include <utility>

#include "base/json.hpp"
#include "generated/codec.hpp"
#include "live/node_messages.hpp"

namespace aula {
namespace {

using json = nlohmann::json;

json written(const logged_event& happened) {
    return {
        happened.seq, happened.at.time_since_epoch().count(), happened.by.value,
        happened.key, std::string(name_of(happened.what)),    encode_body(happened.what),
    };
}

json written(const log_grew& said) {
    auto events = json::array();
    for (const auto& happened : said.events) events.push_back(written(happened));
    return {{"is", "log_grew"}, {"session", said.session.value}, {"events", std::move(events)}};
}

json written(const std::vector<told_absence>& all) {
    auto absent = json::array();
    for (const auto& each : all) {
        absent.push_back({each.who.value, each.ago.count(), std::string(name_of(each.why))});
    }
    return absent;
}

json written(const room_beat& said) {
    return {
        {"is", "room_beat"},
        {"session", said.session.value},
        {"owner", said.owner},
        {"epoch", said.epoch},
        {"end", said.end},
        {"present", said.present},
        {"absent", written(said.absent)},
    };
}

json written(const media_sent& said) {
    return {
        {"is", "media_sent"},
        {"session", said.session.value},
        {"from", said.from},
        {"frame", json::binary({said.frame.begin(), said.frame.end()})},
    };
}

json written(const node_call& said) {
    json out = {
        {"is", "node_call"},     {"session", said.session.value},     {"from", said.from},
        {"number", said.number}, {"kind", static_cast<int>(said.is)}, {"who", said.who.value},
        {"key", said.key},
    };
    if (said.what) {
        out["type"] = std::string(name_of(*said.what));
        out["body"] = encode_body(*said.what);
    }
    return out;
}

json written(const node_answer& said) {
    json out = {{"is", "node_answer"}, {"session", said.session.value}, {"number", said.number}};
    if (said.seq) out["seq"] = *said.seq;
    if (said.refused) out["refused"] = std::string(name_of(*said.refused));
    return out;
}

json written(const crowd_report& said) {
    auto stays = json::array();
    for (const auto& each : said.stays) {
        json stay = {each.who.value, each.name, std::string(name_of(each.as)), each.ago.count()};
        if (each.gone) {
            stay.push_back(each.gone->ago.count());
            stay.push_back(std::string(name_of(each.gone->why)));
        }
        stays.push_back(std::move(stay));
    }
    return {
        {"is", "crowd_report"},      {"session", said.session.value},
        {"from", said.from},         {"incarnation", said.incarnation},
        {"epoch", said.epoch},       {"number", said.number},
        {"is_first", said.is_first}, {"is_whole", said.is_whole},
        {"stays", std::move(stays)},
    };
}

json written(const report_heard& said) {
    auto elsewhere = json::array();
    for (const auto who : said.elsewhere) elsewhere.push_back(who.value);
    return {
        {"is", "report_heard"},  {"session", said.session.value},
        {"epoch", said.epoch},   {"number", said.number},
        {"is_gap", said.is_gap}, {"elsewhere", std::move(elsewhere)},
    };
}

json written(const login_ended& said) {
    return {{"is", "login_ended"}, {"login", said.login.value}};
}

json written(const login_renamed& said) {
    return {{"is", "login_renamed"}, {"before", said.before.value}, {"after", said.after.value}};
}

json written(const person_sent_away& said) {
    const auto why = static_cast<std::uint16_t>(said.why);
    return {{"is", "person_sent_away"}, {"who", said.who.value}, {"why", why}};
}

json written(const session_deleted& said) {
    return {{"is", "session_deleted"}, {"session", said.session.value}};
}

json written(const room_released& said) {
    return {
        {"is", "room_released"},
        {"session", said.session.value},
        {"epoch", said.epoch},
        {"absent", written(said.absent)},
    };
}

json written(const node_lost& said) {
    return {{"is", "node_lost"}, {"name", said.name}, {"incarnation", said.incarnation}};
}

json written(const tickets_revoked& said) {
    return {{"is", "tickets_revoked"}, {"login", said.login.value}, {"who", said.who.value}};
}

json written(const ticket_shown& said) {
    return {
        {"is", "ticket_shown"},          {"from", said.from},
        {"number", said.number},         {"ticket", said.ticket},
        {"session", said.session.value}, {"origin", said.origin},
    };
}

json written(const ticket_taken& said) {
    return {
        {"is", "ticket_taken"},
        {"number", said.number},
        {"is_good", said.is_good},
        {"who", said.who.value},
        {"login", said.login.value},
        {"name", said.name},
        {"as", std::string(name_of(said.as))},
    };
}

json document_of(const node_message& said) {
    return std::visit([](const auto& one) { return written(one); }, said);
}

}  // namespace

session_id session_of(const node_message& said) {
    return std::visit(
        [](const auto& one) {
            if constexpr (requires { one.session; }) return one.session;
            return session_id{};
        },
        said
    );
}

std::string encode_node_letter(const node_message& said, std::int64_t by, timestamp at) {
    auto document = document_of(said);
    document["by"] = by;
    document["at"] = at.time_since_epoch().count();
    std::string bytes;
    json::to_cbor(document, bytes);
    return bytes;
}

std::string node_message_as_text(const node_message& said) {
    return document_of(said).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace aula
