#include <array>
#include <utility>

#include "base/json.hpp"
#include "generated/codec.hpp"
#include "live/node_messages.hpp"

namespace aula {
namespace {

using node_json = nlohmann::json;

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
Id id_in(const node_json& from, const char* field) {
    return Id{from.at(field).get<std::int64_t>()};
}

std::string text_in(const node_json& from, const char* field) {
    return from.at(field).get<std::string>();
}

role role_of_name(const node_json& from) {
    return known(parse_role(from.get<std::string>()));
}

logged_event event_in(const node_json& from) {
    return {
        .seq = from.at(0).get<seq_number>(),
        .at = timestamp{milliseconds{from.at(1).get<std::int64_t>()}},
        .by = participant_id{from.at(2).get<std::int64_t>()},
        .key = from.at(3).get<std::string>(),
        .what = fitting(decode_event(from.at(4).get<std::string>(), from.at(5).get<std::string>())),
    };
}

log_grew read_log_grew(const node_json& from) {
    log_grew said;
    said.session = id_in<session_id>(from, "session");
    for (const auto& each : from.at("events")) said.events.push_back(event_in(each));
    return said;
}

leave_reason leave_reason_of_name(const node_json& from) {
    return known(parse_leave_reason(from.get<std::string>()));
}

std::vector<told_absence> absent_in(const node_json& from) {
    std::vector<told_absence> all;
    if (!from.contains("absent")) return all;  // from a node of the version before
    for (const auto& each : from.at("absent")) {
        all.push_back(
            {participant_id{each.at(0).get<std::int64_t>()},
             milliseconds{each.at(1).get<std::int64_t>()}, leave_reason_of_name(each.at(2))}
        );
    }
    return all;
}

room_beat read_room_beat(const node_json& from) {
    return {
        id_in<session_id>(from, "session"),    text_in(from, "owner"),
        from.at("epoch").get<std::int64_t>(),  from.at("end").get<seq_number>(),
        from.at("present").get<std::size_t>(), absent_in(from),
    };
}

node_call read_node_call(const node_json& from) {
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

/// The text form of a binary value is an object with its bytes as numbers.
media_sent read_media_sent(const node_json& from) {
    media_sent said{id_in<session_id>(from, "session"), text_in(from, "from"), {}};
    const auto& frame = from.at("frame");
    const auto bytes = frame.is_binary() ? std::vector<std::uint8_t>(frame.get_binary())
                                         : frame.at("bytes").get<std::vector<std::uint8_t>>();
    said.frame.assign(bytes.begin(), bytes.end());
    return said;
}

node_answer read_node_answer(const node_json& from) {
    node_answer said;
    said.session = id_in<session_id>(from, "session");
    said.number = from.at("number").get<std::uint64_t>();
    if (from.contains("seq")) said.seq = from.at("seq").get<seq_number>();
    if (from.contains("refused")) said.refused = known(parse_refusal(text_in(from, "refused")));
    return said;
}

crowd_report::stay read_stay(const node_json& from) {
    crowd_report::stay one{
        .who = participant_id{from.at(0).get<std::int64_t>()},
        .name = from.at(1).get<std::string>(),
        .as = role_of_name(from.at(2)),
        .ago = milliseconds{from.at(3).get<std::int64_t>()},
        .gone = {}
    };
    if (from.size() == 4) return one;
    one.gone = {milliseconds{from.at(4).get<std::int64_t>()}, leave_reason_of_name(from.at(5))};
    return one;
}

crowd_report read_crowd_report(const node_json& from) {
    crowd_report said;
    said.session = id_in<session_id>(from, "session");
    said.from = text_in(from, "from");
    said.incarnation = from.at("incarnation").get<std::int64_t>();
    said.epoch = from.at("epoch").get<std::int64_t>();
    said.number = from.at("number").get<std::uint64_t>();
    said.is_first = from.at("is_first").get<bool>();
    said.is_whole = from.at("is_whole").get<bool>();
    for (const auto& each : from.at("stays")) said.stays.push_back(read_stay(each));
    return said;
}

report_heard read_report_heard(const node_json& from) {
    report_heard said{
        id_in<session_id>(from, "session"),
        from.at("epoch").get<std::int64_t>(),
        from.at("number").get<std::uint64_t>(),
        from.at("is_gap").get<bool>(),
        {}
    };
    for (const auto& each : from.at("elsewhere")) {
        said.elsewhere.push_back(participant_id{each.get<std::int64_t>()});
    }
    return said;
}

person_sent_away read_person_sent_away(const node_json& from) {
    const auto code = from.at("why").get<std::uint16_t>();
    for (const auto why : every_close_code) {
        if (static_cast<std::uint16_t>(why) == code) {
            return {id_in<participant_id>(from, "who"), why};
        }
    }
    throw misfit{};
}

ticket_shown read_ticket_shown(const node_json& from) {
    return {
        text_in(from, "from"), from.at("number").get<std::uint64_t>(), text_in(from, "ticket"),
        id_in<session_id>(from, "session"), text_in(from, "origin")
    };
}

ticket_taken read_ticket_taken(const node_json& from) {
    return {
        from.at("number").get<std::uint64_t>(),
        from.at("is_good").get<bool>(),
        id_in<participant_id>(from, "who"),
        id_in<login_id>(from, "login"),
        text_in(from, "name"),
        role_of_name(from.at("as"))
    };
}

using reader = node_message (*)(const node_json&);

constexpr std::array<std::pair<std::string_view, reader>, std::variant_size_v<node_message>>
    readers{{
        {"log_grew", [](const node_json& in) -> node_message { return read_log_grew(in); }},
        {"room_beat", [](const node_json& in) -> node_message { return read_room_beat(in); }},
        {"media_sent", [](const node_json& in) -> node_message { return read_media_sent(in); }},
        {"node_call", [](const node_json& in) -> node_message { return read_node_call(in); }},
        {"node_answer", [](const node_json& in) -> node_message { return read_node_answer(in); }},
        {"crowd_report", [](const node_json& in) -> node_message { return read_crowd_report(in); }},
        {"report_heard", [](const node_json& in) -> node_message { return read_report_heard(in); }},
        {"login_ended",
         [](const node_json& in) -> node_message {
             return login_ended{id_in<login_id>(in, "login")};
         }},
        {"login_renamed",
         [](const node_json& in) -> node_message {
             return login_renamed{id_in<login_id>(in, "before"), id_in<login_id>(in, "after")};
         }},
        {"person_sent_away",
         [](const node_json& in) -> node_message { return read_person_sent_away(in); }},
        {"session_deleted",
         [](const node_json& in) -> node_message {
             return session_deleted{id_in<session_id>(in, "session")};
         }},
        {"room_released",
         [](const node_json& in) -> node_message {
             return room_released{
                 id_in<session_id>(in, "session"), in.at("epoch").get<std::int64_t>(), absent_in(in)
             };
         }},
        {"node_lost",
         [](const node_json& in) -> node_message {
             return node_lost{text_in(in, "name"), in.at("incarnation").get<std::int64_t>()};
         }},
        {"tickets_revoked",
         [](const node_json& in) -> node_message {
             return tickets_revoked{id_in<login_id>(in, "login"), id_in<participant_id>(in, "who")};
         }},
        {"ticket_shown", [](const node_json& in) -> node_message { return read_ticket_shown(in); }},
        {"ticket_taken", [](const node_json& in) -> node_message { return read_ticket_taken(in); }},
    }};

result<node_message> read_message(const node_json& document) {
    const auto name = text_in(document, "is");
    for (const auto& [known_name, read] : readers) {
        if (known_name == name) return read(document);
    }
    return error{error_code::invalid, "a node says " + name.substr(0, 40)};
}

result<node_letter> read_letter(const node_json& document) {
    auto said = read_message(document);
    if (!said) return said.error();
    node_letter read{.said = *std::move(said)};
    if (!document.contains("by")) return read;
    read.by = document.at("by").get<std::int64_t>();
    read.at = timestamp{milliseconds{document.at("at").get<std::int64_t>()}};
    return read;
}

/// What `read` makes of a document; `parse` gives that.
template <class Parse, class Read>
auto read_parsed(Parse parse, Read read) -> decltype(read(parse())) {
    try {
        return read(parse());
    } catch (const node_json::exception&) {
        return error{error_code::invalid, "a node's message cannot be read"};
    } catch (const misfit&) {
        return error{error_code::invalid, "a node's message does not fit"};
    }
}

}  // namespace

result<node_letter> decode_node_letter(std::string_view bytes) {
    const auto parse = [bytes] { return node_json::from_cbor(bytes.begin(), bytes.end()); };
    return read_parsed(parse, read_letter);
}

result<node_message> node_message_from_text(std::string_view text) {
    return read_parsed([text] { return node_json::parse(text); }, read_message);
}

}  // namespace aula
