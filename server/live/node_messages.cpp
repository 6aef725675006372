#include "live/node_messages.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "generated/codec.hpp"

namespace aula {
namespace {

using json = nlohmann::json;

// ---- writing ----

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

json written(const room_beat& said) {
    return {
        {"is", "room_beat"},   {"session", said.session.value},
        {"owner", said.owner}, {"epoch", said.epoch},
        {"end", said.end},     {"present", said.present},
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
    auto came = json::array();
    for (const auto& each : said.came) {
        came.push_back({each.who.value, each.name, std::string(name_of(each.as))});
    }
    auto gone = json::array();
    for (const auto& each : said.gone) {
        gone.push_back({each.who.value, each.ago.count(), std::string(name_of(each.why))});
    }
    return {
        {"is", "crowd_report"},      {"session", said.session.value},
        {"from", said.from},         {"incarnation", said.incarnation},
        {"epoch", said.epoch},       {"number", said.number},
        {"is_first", said.is_first}, {"is_whole", said.is_whole},
        {"came", std::move(came)},   {"gone", std::move(gone)},
    };
}

json written(const report_heard& said) {
    return {
        {"is", "report_heard"},  {"session", said.session.value}, {"epoch", said.epoch},
        {"number", said.number}, {"is_gap", said.is_gap},
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
    return {{"is", "room_released"}, {"session", said.session.value}, {"epoch", said.epoch}};
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

// ---- reading; whatever does not fit throws, and is caught at the one door ----

struct misfit {};

template <class Value>
Value known(const std::optional<Value>& parsed) {
    if (!parsed) throw misfit{};
    return *parsed;
}

template <class Value>
Value fitting(result<Value> decoded) {
    if (!decoded) throw misfit{};
    return *std::move(decoded);
}

template <class Id>
Id id_in(const json& from, const char* field) {
    return Id{from.at(field).get<std::int64_t>()};
}

std::string text_in(const json& from, const char* field) {
    return from.at(field).get<std::string>();
}

role role_of_name(const json& from) {
    return known(parse_role(from.get<std::string>()));
}

logged_event event_in(const json& from) {
    return {
        .seq = from.at(0).get<seq_number>(),
        .at = timestamp{milliseconds{from.at(1).get<std::int64_t>()}},
        .by = participant_id{from.at(2).get<std::int64_t>()},
        .key = from.at(3).get<std::string>(),
        .what = fitting(decode_event(from.at(4).get<std::string>(), from.at(5).get<std::string>())),
    };
}

log_grew read_log_grew(const json& from) {
    log_grew said;
    said.session = id_in<session_id>(from, "session");
    for (const auto& each : from.at("events")) said.events.push_back(event_in(each));
    return said;
}

room_beat read_room_beat(const json& from) {
    return {
        id_in<session_id>(from, "session"), text_in(from, "owner"),
        from.at("epoch").get<std::int64_t>(), from.at("end").get<seq_number>(),
        from.at("present").get<std::size_t>()
    };
}

node_call read_node_call(const json& from) {
    node_call said;
    said.session = id_in<session_id>(from, "session");
    said.from = text_in(from, "from");
    said.number = from.at("number").get<std::uint64_t>();
    const auto kind = from.at("kind").get<int>();
    if (kind < 0 || kind > static_cast<int>(node_call::kind::flush)) throw misfit{};
    said.is = static_cast<node_call::kind>(kind);
    said.who = id_in<participant_id>(from, "who");
    said.key = text_in(from, "key");
    if (from.contains("type")) {
        said.what = fitting(decode_command(text_in(from, "type"), text_in(from, "body")));
    }
    if (!said.what && said.is != node_call::kind::flush) throw misfit{};
    return said;
}

node_answer read_node_answer(const json& from) {
    node_answer said;
    said.session = id_in<session_id>(from, "session");
    said.number = from.at("number").get<std::uint64_t>();
    if (from.contains("seq")) said.seq = from.at("seq").get<seq_number>();
    if (from.contains("refused")) said.refused = known(parse_refusal(text_in(from, "refused")));
    return said;
}

crowd_report read_crowd_report(const json& from) {
    crowd_report said;
    said.session = id_in<session_id>(from, "session");
    said.from = text_in(from, "from");
    said.incarnation = from.at("incarnation").get<std::int64_t>();
    said.epoch = from.at("epoch").get<std::int64_t>();
    said.number = from.at("number").get<std::uint64_t>();
    said.is_first = from.at("is_first").get<bool>();
    said.is_whole = from.at("is_whole").get<bool>();
    for (const auto& each : from.at("came")) {
        said.came.push_back(
            {participant_id{each.at(0).get<std::int64_t>()}, each.at(1).get<std::string>(),
             role_of_name(each.at(2))}
        );
    }
    for (const auto& each : from.at("gone")) {
        said.gone.push_back(
            {participant_id{each.at(0).get<std::int64_t>()},
             milliseconds{each.at(1).get<std::int64_t>()},
             known(parse_leave_reason(each.at(2).get<std::string>()))}
        );
    }
    return said;
}

report_heard read_report_heard(const json& from) {
    return {
        id_in<session_id>(from, "session"), from.at("epoch").get<std::int64_t>(),
        from.at("number").get<std::uint64_t>(), from.at("is_gap").get<bool>()
    };
}

person_sent_away read_person_sent_away(const json& from) {
    const auto code = from.at("why").get<std::uint16_t>();
    for (const auto why : every_close_code) {
        if (static_cast<std::uint16_t>(why) == code) {
            return {id_in<participant_id>(from, "who"), why};
        }
    }
    throw misfit{};
}

ticket_shown read_ticket_shown(const json& from) {
    return {
        text_in(from, "from"), from.at("number").get<std::uint64_t>(), text_in(from, "ticket"),
        id_in<session_id>(from, "session"), text_in(from, "origin")
    };
}

ticket_taken read_ticket_taken(const json& from) {
    return {
        from.at("number").get<std::uint64_t>(),
        from.at("is_good").get<bool>(),
        id_in<participant_id>(from, "who"),
        id_in<login_id>(from, "login"),
        text_in(from, "name"),
        role_of_name(from.at("as"))
    };
}

using reader = node_message (*)(const json&);

constexpr std::array<std::pair<std::string_view, reader>, std::variant_size_v<node_message>>
    readers{{
        {"log_grew", [](const json& in) -> node_message { return read_log_grew(in); }},
        {"room_beat", [](const json& in) -> node_message { return read_room_beat(in); }},
        {"node_call", [](const json& in) -> node_message { return read_node_call(in); }},
        {"node_answer", [](const json& in) -> node_message { return read_node_answer(in); }},
        {"crowd_report", [](const json& in) -> node_message { return read_crowd_report(in); }},
        {"report_heard", [](const json& in) -> node_message { return read_report_heard(in); }},
        {"login_ended",
         [](const json& in) -> node_message { return login_ended{id_in<login_id>(in, "login")}; }},
        {"login_renamed",
         [](const json& in) -> node_message {
             return login_renamed{id_in<login_id>(in, "before"), id_in<login_id>(in, "after")};
         }},
        {"person_sent_away",
         [](const json& in) -> node_message { return read_person_sent_away(in); }},
        {"session_deleted",
         [](const json& in) -> node_message {
             return session_deleted{id_in<session_id>(in, "session")};
         }},
        {"room_released",
         [](const json& in) -> node_message {
             return room_released{
                 id_in<session_id>(in, "session"), in.at("epoch").get<std::int64_t>()
             };
         }},
        {"node_lost",
         [](const json& in) -> node_message {
             return node_lost{text_in(in, "name"), in.at("incarnation").get<std::int64_t>()};
         }},
        {"tickets_revoked",
         [](const json& in) -> node_message {
             return tickets_revoked{id_in<login_id>(in, "login"), id_in<participant_id>(in, "who")};
         }},
        {"ticket_shown", [](const json& in) -> node_message { return read_ticket_shown(in); }},
        {"ticket_taken", [](const json& in) -> node_message { return read_ticket_taken(in); }},
    }};

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

std::string encode_node_message(const node_message& said) {
    std::string bytes;
    const auto document = std::visit([](const auto& one) { return written(one); }, said);
    json::to_cbor(document, bytes);
    return bytes;
}

result<node_message> decode_node_message(std::string_view bytes) {
    try {
        const auto document = json::from_cbor(bytes.begin(), bytes.end());
        const auto name = text_in(document, "is");
        for (const auto& [known_name, read] : readers) {
            if (known_name == name) return read(document);
        }
        return error{error_code::invalid, "a node says " + name.substr(0, 40)};
    } catch (const json::exception&) {
        return error{error_code::invalid, "a node's message cannot be read"};
    } catch (const misfit&) {
        return error{error_code::invalid, "a node's message does not fit"};
    }
}

}  // namespace aula
