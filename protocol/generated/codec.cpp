// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.
// clang-format off
#include "generated/codec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <ranges>
#include <utility>

#include "base/json.hpp"
#include "base/strict_json.hpp"

namespace aula {
namespace {

// The lists and optional values below are written with these.
void append(std::string& out, const person_view& message);
void append(std::string& out, const slide_view& message);
void append(std::string& out, const deck_view& message);
void append(std::string& out, const chat_message& message);
void append(std::string& out, const life_view& message);
void append(std::string& out, const slides_view& message);
void append(std::string& out, const chat_view& message);
void append(std::string& out, const call_view& message);
void append(std::string& out, const hand_view& message);
void append(std::string& out, const called_view& message);
void append(std::string& out, const hands_view& message);
void append(std::string& out, const session_view& message);

using nlohmann::json;

// ---- writing: appended by hand, because a broadcast must not build a document first --------------------------------

void append_escaped(std::string& out, unsigned char byte) {
    static constexpr char hex[] = "0123456789abcdef";
    switch (byte) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    out += "\\u00";
    out += hex[byte >> 4];
    out += hex[byte & 15];
}

/// `text` is valid UTF-8: the decoder lets nothing else in.
void append(std::string& out, std::string_view text) {
    out += '"';
    std::size_t clean_from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out.append(text, clean_from, at - clean_from);
        append_escaped(out, byte);
        clean_from = at + 1;
    }
    out.append(text, clean_from);
    out += '"';
}

void append(std::string& out, bool value) { out += value ? "true" : "false"; }

template <class Number>
    requires std::integral<Number> && (!std::same_as<Number, bool>)
void append(std::string& out, Number value) {
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, end);
}

void append(std::string& out, milliseconds value) { append(out, std::int64_t{value.count()}); }

void append(std::string& out, timestamp value) {
    out += '"';
    append_iso8601(out, value);
    out += '"';
}

template <class Tag>
void append(std::string& out, id<Tag> value) {
    out += '"';
    out += Tag::letter;
    append(out, value.value);
    out += '"';
}

template <class T>
void append(std::string& out, const std::optional<T>& value) {
    if (value) return append(out, *value);
    out += "null";
}

template <class T>
void append(std::string& out, const std::vector<T>& list) {
    out += '[';
    for (const auto& each : list) {
        if (&each != &list.front()) out += ',';
        append(out, each);
    }
    out += ']';
}

// ---- reading: each answers whether the value is allowed ------------------------------------------------------------

template <class Number>
bool read_integer(const json& from, Number& into, std::uint64_t least, std::uint64_t most) {
    if (!from.is_number_unsigned()) return false;
    const auto value = from.get<std::uint64_t>();
    if (value < least || value > most) return false;
    into = static_cast<Number>(value);
    return true;
}

bool read_integer(const json& from, milliseconds& into, std::uint64_t least, std::uint64_t most) {
    std::int64_t count = 0;
    if (!read_integer(from, count, least, most)) return false;
    into = milliseconds{count};
    return true;
}

bool read_boolean(const json& from, bool& into) {
    if (!from.is_boolean()) return false;
    into = from.get<bool>();
    return true;
}

bool read_text(const json& from, std::string& into) {
    if (!from.is_string()) return false;
    into = from.get_ref<const std::string&>();
    return true;
}

bool read_token(const json& from, std::string& into, std::size_t least, std::size_t most) {
    if (!read_text(from, into) || into.size() < least || into.size() > most) return false;
    return std::ranges::all_of(into, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
}

bool read_token_or_none(const json& from, std::string& into, std::size_t least, std::size_t most) {
    return read_token(from, into, 0, most) && (into.empty() || into.size() >= least);
}

bool read_instant_text(const json& from, timestamp& into) {
    if (!from.is_string()) return false;
    const auto at = parse_iso8601(from.get_ref<const std::string&>());
    if (at) into = *at;
    return at.has_value();
}

template <class Tag>
bool read_id(const json& from, id<Tag>& into) {
    if (!from.is_string()) return false;
    const auto parsed = id<Tag>::parse(from.get_ref<const std::string&>());
    if (parsed) into = *parsed;
    return parsed.has_value();
}

template <class Enum>
bool read_enum(const json& from, Enum& into, std::optional<Enum> (*parse)(std::string_view)) {
    if (!from.is_string()) return false;
    const auto value = parse(from.get_ref<const std::string&>());
    if (value) into = *value;
    return value.has_value();
}

/// Takes the fields of one object, and knows in the end whether there were others.
class field_reader {
public:
    explicit field_reader(const json& from) : from_(from) {
        if (!from.is_object()) problem_ = "not an object";
    }

    template <class T>
    void required(const char* name, T& into, bool (*read)(const json&, T&)) {
        const auto* value = take(name);
        if (value == nullptr) return fail(name, "is missing");
        if (!read(*value, into)) fail(name, "is wrong");
    }
    template <class T>
    void optional(const char* name, std::optional<T>& into, bool (*read)(const json&, T&)) {
        const auto* value = take(name);
        if (value != nullptr && !read(*value, into.emplace())) fail(name, "is wrong");
    }
    template <class T>
    void nullable(const char* name, std::optional<T>& into, bool (*read)(const json&, T&)) {
        const auto* value = take(name);
        if (value == nullptr) return fail(name, "is missing");
        if (!value->is_null() && !read(*value, into.emplace())) fail(name, "is wrong");
    }
    template <class T>
    void list(const char* name, std::vector<T>& into, bool (*read)(const json&, T&)) {
        const auto* value = take(name);
        if (value == nullptr) return fail(name, "is missing");
        if (!value->is_array()) return fail(name, "is wrong");
        for (const auto& each : *value) {
            if (!read(each, into.emplace_back())) return fail(name, "is wrong");
        }
    }

    /// True when every field was right and there is none besides.
    bool is_done() {
        if (problem_.empty() && taken_ != from_.size()) problem_ = "a field that is not known";
        return problem_.empty();
    }
    std::string& problem() { return problem_; }

private:
    const json* take(const char* name) {
        if (!problem_.empty()) return nullptr;
        const auto at = from_.find(name);
        if (at == from_.end()) return nullptr;
        ++taken_;
        return &*at;
    }
    void fail(const char* name, const char* why) {
        if (problem_.empty()) problem_ = std::string("the field \"") + name + "\" " + why;
    }

    const json& from_;
    std::size_t taken_ = 0;
    std::string problem_;
};

/// One entry of a table from a message's name to what reads its fields.
template <class Variant>
struct named_reader {
    std::string_view name;
    bool (*read)(field_reader& in, Variant& into);
};

template <class Variant, std::size_t Count>
const named_reader<Variant>* find_reader(const std::array<named_reader<Variant>, Count>& table, std::string_view name) {
    const auto at = std::ranges::find(table, name, &named_reader<Variant>::name);
    return at == table.end() ? nullptr : &*at;
}

std::string type_of(const json& document) {
    if (!document.is_object()) return {};
    const auto at = document.find("type");
    return at != document.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// ---- one reader for each kind of value -----------------------------------------------------------------------------

bool read_ticket(const json& from, std::string& into) { return read_token(from, into, 16, 128); }
bool read_session_id(const json& from, session_id& into) { return read_id(from, into); }
bool read_position(const json& from, seq_number& into) { return read_integer(from, into, 0, 9007199254740991); }
bool read_participant_id(const json& from, participant_id& into) { return read_id(from, into); }
bool read_name(const json& from, std::string& into) { return read_text(from, into); }
bool read_deck_id(const json& from, deck_id& into) { return read_id(from, into); }
bool read_page_number(const json& from, int& into) { return read_integer(from, into, 1, 100000); }
bool read_title(const json& from, std::string& into) { return read_text(from, into); }
bool read_deck_hash(const json& from, std::string& into) { return read_token(from, into, 16, 128); }
bool read_page_count(const json& from, int& into) { return read_integer(from, into, 1, 100000); }
bool read_pixels(const json& from, int& into) { return read_integer(from, into, 1, 100000); }
bool read_seq(const json& from, seq_number& into) { return read_integer(from, into, 1, 9007199254740991); }
bool read_at(const json& from, timestamp& into) { return read_instant_text(from, into); }
bool read_chat_text(const json& from, std::string& into) { return read_text(from, into); }
bool read_instant(const json& from, timestamp& into) { return read_instant_text(from, into); }
bool read_duration_ms(const json& from, milliseconds& into) { return read_integer(from, into, 0, 9007199254740991); }
bool read_call_url(const json& from, std::string& into) { return read_text(from, into); }
bool read_count(const json& from, int& into) { return read_integer(from, into, 0, 2147483647); }
bool read_reason(const json& from, std::string& into) { return read_text(from, into); }
bool read_sent_deck_hash(const json& from, std::string& into) { return read_token_or_none(from, into, 16, 128); }
bool read_ref(const json& from, std::uint32_t& into) { return read_integer(from, into, 1, 4294967295); }
bool read_replied_ref(const json& from, std::uint32_t& into) { return read_integer(from, into, 0, 4294967295); }
bool read_key(const json& from, std::string& into) { return read_token(from, into, 8, 64); }
bool read_prev(const json& from, seq_number& into) { return read_integer(from, into, 0, 9007199254740991); }
bool read_role(const json& from, role& into) { return read_enum(from, into, parse_role); }
void append(std::string& out, role value) { append(out, name_of(value)); }
bool read_session_phase(const json& from, session_phase& into) { return read_enum(from, into, parse_session_phase); }
void append(std::string& out, session_phase value) { append(out, name_of(value)); }
bool read_leave_reason(const json& from, leave_reason& into) { return read_enum(from, into, parse_leave_reason); }
void append(std::string& out, leave_reason value) { append(out, name_of(value)); }
bool read_refusal(const json& from, refusal& into) { return read_enum(from, into, parse_refusal); }
void append(std::string& out, refusal value) { append(out, name_of(value)); }

// ---- views ---------------------------------------------------------------------------------------------------------

void append_fields(std::string& out, const person_view& message) {
    out += R"(,"id":)"; append(out, message.id);
    out += R"(,"name":)"; append(out, message.name);
    out += R"(,"role":)"; append(out, message.role);
}
void append(std::string& out, const person_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, person_view& into) {
    in.required("id", into.id, read_participant_id);
    in.required("name", into.name, read_name);
    in.required("role", into.role, read_role);
}
bool read_person_view(const json& from, person_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const slide_view& message) {
    out += R"(,"deck":)"; append(out, message.deck);
    out += R"(,"page":)"; append(out, message.page);
}
void append(std::string& out, const slide_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, slide_view& into) {
    in.required("deck", into.deck, read_deck_id);
    in.required("page", into.page, read_page_number);
}
bool read_slide_view(const json& from, slide_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const deck_view& message) {
    out += R"(,"deck":)"; append(out, message.deck);
    out += R"(,"title":)"; append(out, message.title);
    out += R"(,"hash":)"; append(out, message.hash);
    out += R"(,"pages":)"; append(out, message.pages);
    out += R"(,"width":)"; append(out, message.width);
    out += R"(,"height":)"; append(out, message.height);
}
void append(std::string& out, const deck_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, deck_view& into) {
    in.required("deck", into.deck, read_deck_id);
    in.required("title", into.title, read_title);
    in.required("hash", into.hash, read_deck_hash);
    in.required("pages", into.pages, read_page_count);
    in.required("width", into.width, read_pixels);
    in.required("height", into.height, read_pixels);
}
bool read_deck_view(const json& from, deck_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const chat_message& message) {
    out += R"(,"seq":)"; append(out, message.seq);
    out += R"(,"at":)"; append(out, message.at);
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"name":)"; append(out, message.name);
    out += R"(,"role":)"; append(out, message.role);
    out += R"(,"text":)"; append(out, message.text);
    out += R"(,"is_hidden":)"; append(out, message.is_hidden);
}
void append(std::string& out, const chat_message& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, chat_message& into) {
    in.required("seq", into.seq, read_seq);
    in.required("at", into.at, read_at);
    in.required("who", into.who, read_participant_id);
    in.required("name", into.name, read_name);
    in.required("role", into.role, read_role);
    in.required("text", into.text, read_chat_text);
    in.required("is_hidden", into.is_hidden, read_boolean);
}
bool read_chat_message(const json& from, chat_message& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const life_view& message) {
    out += R"(,"phase":)"; append(out, message.phase);
    out += R"(,"phase_since":)"; append(out, message.phase_since);
    out += R"(,"live_ms":)"; append(out, message.live_ms);
    if (message.confirm_by) { out += R"(,"confirm_by":)"; append(out, message.confirm_by); }
}
void append(std::string& out, const life_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, life_view& into) {
    in.required("phase", into.phase, read_session_phase);
    in.nullable("phase_since", into.phase_since, read_instant);
    in.required("live_ms", into.live_ms, read_duration_ms);
    in.optional("confirm_by", into.confirm_by, read_instant);
}
bool read_life_view(const json& from, life_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const slides_view& message) {
    out += R"(,"slide":)"; append(out, message.slide);
    out += R"(,"decks":)"; append(out, message.decks);
}
void append(std::string& out, const slides_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, slides_view& into) {
    in.nullable("slide", into.slide, read_slide_view);
    in.list("decks", into.decks, read_deck_view);
}
bool read_slides_view(const json& from, slides_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const chat_view& message) {
    out += R"(,"messages":)"; append(out, message.messages);
    out += R"(,"muted":)"; append(out, message.muted);
}
void append(std::string& out, const chat_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, chat_view& into) {
    in.list("messages", into.messages, read_chat_message);
    in.list("muted", into.muted, read_participant_id);
}
bool read_chat_view(const json& from, chat_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const call_view& message) {
    if (message.url) { out += R"(,"url":)"; append(out, message.url); }
}
void append(std::string& out, const call_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, call_view& into) {
    in.optional("url", into.url, read_call_url);
}
bool read_call_view(const json& from, call_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const hand_view& message) {
    out += R"(,"who":)"; append(out, message.who);
    if (message.name) { out += R"(,"name":)"; append(out, message.name); }
}
void append(std::string& out, const hand_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, hand_view& into) {
    in.required("who", into.who, read_participant_id);
    in.optional("name", into.name, read_name);
}
bool read_hand_view(const json& from, hand_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const called_view& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"name":)"; append(out, message.name);
    out += R"(,"at":)"; append(out, message.at);
}
void append(std::string& out, const called_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, called_view& into) {
    in.required("who", into.who, read_participant_id);
    in.required("name", into.name, read_name);
    in.required("at", into.at, read_instant);
}
bool read_called_view(const json& from, called_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const hands_view& message) {
    out += R"(,"count":)"; append(out, message.count);
    out += R"(,"queue":)"; append(out, message.queue);
    if (message.called) { out += R"(,"called":)"; append(out, message.called); }
}
void append(std::string& out, const hands_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, hands_view& into) {
    in.required("count", into.count, read_count);
    in.list("queue", into.queue, read_hand_view);
    in.optional("called", into.called, read_called_view);
}
bool read_hands_view(const json& from, hands_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

void append_fields(std::string& out, const session_view& message) {
    out += R"(,"session":)"; append(out, message.session);
    out += R"(,"life":)"; append(out, message.life);
    out += R"(,"slides":)"; append(out, message.slides);
    out += R"(,"chat":)"; append(out, message.chat);
    out += R"(,"call":)"; append(out, message.call);
    out += R"(,"hands":)"; append(out, message.hands);
}
void append(std::string& out, const session_view& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
void read_fields(field_reader& in, session_view& into) {
    in.required("session", into.session, read_session_id);
    in.required("life", into.life, read_life_view);
    in.required("slides", into.slides, read_slides_view);
    in.required("chat", into.chat, read_chat_view);
    in.required("call", into.call, read_call_view);
    in.required("hands", into.hands, read_hands_view);
}
bool read_session_view(const json& from, session_view& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}

// ---- messages ------------------------------------------------------------------------------------------------------

void append_fields(std::string& out, const hello& message) {
    out += R"(,"ticket":)"; append(out, message.ticket);
    out += R"(,"session":)"; append(out, message.session);
    if (message.since) { out += R"(,"since":)"; append(out, message.since); }
    if (message.media) { out += R"(,"media":)"; append(out, message.media); }
}
void read_fields(field_reader& in, hello& into) {
    in.required("ticket", into.ticket, read_ticket);
    in.required("session", into.session, read_session_id);
    in.optional("since", into.since, read_position);
    in.optional("media", into.media, read_boolean);
}

void append_fields(std::string&, const open_session&) {}
void read_fields(field_reader&, open_session&) {}

void append_fields(std::string&, const start_session&) {}
void read_fields(field_reader&, start_session&) {}

void append_fields(std::string&, const pause_session&) {}
void read_fields(field_reader&, pause_session&) {}

void append_fields(std::string&, const end_session&) {}
void read_fields(field_reader&, end_session&) {}

void append_fields(std::string&, const confirm_session&) {}
void read_fields(field_reader&, confirm_session&) {}

void append_fields(std::string& out, const show_slide& message) {
    out += R"(,"deck":)"; append(out, message.deck);
    out += R"(,"page":)"; append(out, message.page);
}
void read_fields(field_reader& in, show_slide& into) {
    in.required("deck", into.deck, read_deck_id);
    in.required("page", into.page, read_page_number);
}

void append_fields(std::string& out, const post_chat& message) {
    out += R"(,"text":)"; append(out, message.text);
}
void read_fields(field_reader& in, post_chat& into) {
    in.required("text", into.text, read_chat_text);
}

void append_fields(std::string& out, const hide_chat& message) {
    out += R"(,"target":)"; append(out, message.target);
}
void read_fields(field_reader& in, hide_chat& into) {
    in.required("target", into.target, read_seq);
}

void append_fields(std::string& out, const mute_participant& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, mute_participant& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const unmute_participant& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, unmute_participant& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string&, const raise_hand&) {}
void read_fields(field_reader&, raise_hand&) {}

void append_fields(std::string& out, const lower_hand& message) {
    if (message.who) { out += R"(,"who":)"; append(out, message.who); }
}
void read_fields(field_reader& in, lower_hand& into) {
    in.optional("who", into.who, read_participant_id);
}

void append_fields(std::string&, const lower_all_hands&) {}
void read_fields(field_reader&, lower_all_hands&) {}

void append_fields(std::string& out, const call_hand& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, call_hand& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const join& message) {
    out += R"(,"name":)"; append(out, message.name);
    out += R"(,"role":)"; append(out, message.role);
    if (message.since) { out += R"(,"since":)"; append(out, message.since); }
}
void read_fields(field_reader& in, join& into) {
    in.required("name", into.name, read_name);
    in.required("role", into.role, read_role);
    in.optional("since", into.since, read_instant);
}

void append_fields(std::string& out, const leave& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"last_seen":)"; append(out, message.last_seen);
    out += R"(,"reason":)"; append(out, message.reason);
}
void read_fields(field_reader& in, leave& into) {
    in.required("who", into.who, read_participant_id);
    in.required("last_seen", into.last_seen, read_instant);
    in.required("reason", into.reason, read_leave_reason);
}

void append_fields(std::string&, const checkpoint&) {}
void read_fields(field_reader&, checkpoint&) {}

void append_fields(std::string&, const recover&) {}
void read_fields(field_reader&, recover&) {}

void append_fields(std::string& out, const attach_deck& message) {
    out += R"(,"deck":)"; append(out, message.deck);
    out += R"(,"title":)"; append(out, message.title);
    out += R"(,"hash":)"; append(out, message.hash);
    out += R"(,"pages":)"; append(out, message.pages);
    out += R"(,"width":)"; append(out, message.width);
    out += R"(,"height":)"; append(out, message.height);
}
void read_fields(field_reader& in, attach_deck& into) {
    in.required("deck", into.deck, read_deck_id);
    in.required("title", into.title, read_title);
    in.required("hash", into.hash, read_deck_hash);
    in.required("pages", into.pages, read_page_count);
    in.required("width", into.width, read_pixels);
    in.required("height", into.height, read_pixels);
}

void append_fields(std::string& out, const detach_deck& message) {
    out += R"(,"deck":)"; append(out, message.deck);
}
void read_fields(field_reader& in, detach_deck& into) {
    in.required("deck", into.deck, read_deck_id);
}

void append_fields(std::string& out, const change_call& message) {
    if (message.call_url) { out += R"(,"call_url":)"; append(out, message.call_url); }
}
void read_fields(field_reader& in, change_call& into) {
    in.optional("call_url", into.call_url, read_call_url);
}

void append_fields(std::string& out, const change_role& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"role":)"; append(out, message.role);
}
void read_fields(field_reader& in, change_role& into) {
    in.required("who", into.who, read_participant_id);
    in.required("role", into.role, read_role);
}

void append_fields(std::string& out, const remove_participant& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, remove_participant& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const plan_session& message) {
    out += R"(,"starts_at":)"; append(out, message.starts_at);
    out += R"(,"ends_at":)"; append(out, message.ends_at);
}
void read_fields(field_reader& in, plan_session& into) {
    in.required("starts_at", into.starts_at, read_instant);
    in.required("ends_at", into.ends_at, read_instant);
}

void append_fields(std::string& out, const end_unattended& message) {
    out += R"(,"until":)"; append(out, message.until);
}
void read_fields(field_reader& in, end_unattended& into) {
    in.required("until", into.until, read_instant);
}

void append_fields(std::string& out, const ask_confirmation& message) {
    out += R"(,"until":)"; append(out, message.until);
}
void read_fields(field_reader& in, ask_confirmation& into) {
    in.required("until", into.until, read_instant);
}

void append_fields(std::string&, const resume_session&) {}
void read_fields(field_reader&, resume_session&) {}

void append_fields(std::string&, const correct_clock&) {}
void read_fields(field_reader&, correct_clock&) {}

void append_fields(std::string&, const reopen_session&) {}
void read_fields(field_reader&, reopen_session&) {}

void append_fields(std::string& out, const correct_session& message) {
    if (message.started_at) { out += R"(,"started_at":)"; append(out, message.started_at); }
    if (message.ended_at) { out += R"(,"ended_at":)"; append(out, message.ended_at); }
    out += R"(,"reason":)"; append(out, message.reason);
    if (message.who) { out += R"(,"who":)"; append(out, message.who); }
}
void read_fields(field_reader& in, correct_session& into) {
    in.optional("started_at", into.started_at, read_instant);
    in.optional("ended_at", into.ended_at, read_instant);
    in.required("reason", into.reason, read_reason);
    in.optional("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const start_over& message) {
    if (message.who) { out += R"(,"who":)"; append(out, message.who); }
}
void read_fields(field_reader& in, start_over& into) {
    in.optional("who", into.who, read_participant_id);
}

void append_fields(std::string&, const session_opened&) {}
void read_fields(field_reader&, session_opened&) {}

void append_fields(std::string&, const session_started&) {}
void read_fields(field_reader&, session_started&) {}

void append_fields(std::string&, const session_paused&) {}
void read_fields(field_reader&, session_paused&) {}

void append_fields(std::string& out, const session_ended& message) {
    if (message.until) { out += R"(,"until":)"; append(out, message.until); }
}
void read_fields(field_reader& in, session_ended& into) {
    in.optional("until", into.until, read_instant);
}

void append_fields(std::string& out, const session_planned& message) {
    out += R"(,"starts_at":)"; append(out, message.starts_at);
    out += R"(,"ends_at":)"; append(out, message.ends_at);
}
void read_fields(field_reader& in, session_planned& into) {
    in.required("starts_at", into.starts_at, read_instant);
    in.required("ends_at", into.ends_at, read_instant);
}

void append_fields(std::string& out, const session_started_over& message) {
    if (message.who) { out += R"(,"who":)"; append(out, message.who); }
}
void read_fields(field_reader& in, session_started_over& into) {
    in.optional("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const session_corrected& message) {
    if (message.started_at) { out += R"(,"started_at":)"; append(out, message.started_at); }
    if (message.ended_at) { out += R"(,"ended_at":)"; append(out, message.ended_at); }
    if (message.was_started_at) { out += R"(,"was_started_at":)"; append(out, message.was_started_at); }
    if (message.was_ended_at) { out += R"(,"was_ended_at":)"; append(out, message.was_ended_at); }
    out += R"(,"reason":)"; append(out, message.reason);
    if (message.who) { out += R"(,"who":)"; append(out, message.who); }
}
void read_fields(field_reader& in, session_corrected& into) {
    in.optional("started_at", into.started_at, read_instant);
    in.optional("ended_at", into.ended_at, read_instant);
    in.optional("was_started_at", into.was_started_at, read_instant);
    in.optional("was_ended_at", into.was_ended_at, read_instant);
    in.required("reason", into.reason, read_reason);
    in.optional("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const session_resumed& message) {
    out += R"(,"since":)"; append(out, message.since);
}
void read_fields(field_reader& in, session_resumed& into) {
    in.required("since", into.since, read_instant);
}

void append_fields(std::string& out, const clock_corrected& message) {
    out += R"(,"from":)"; append(out, message.from);
    out += R"(,"ahead_ms":)"; append(out, message.ahead_ms);
}
void read_fields(field_reader& in, clock_corrected& into) {
    in.required("from", into.from, read_instant);
    in.required("ahead_ms", into.ahead_ms, read_duration_ms);
}

void append_fields(std::string& out, const confirmation_asked& message) {
    out += R"(,"until":)"; append(out, message.until);
}
void read_fields(field_reader& in, confirmation_asked& into) {
    in.required("until", into.until, read_instant);
}

void append_fields(std::string&, const session_confirmed&) {}
void read_fields(field_reader&, session_confirmed&) {}

void append_fields(std::string& out, const slide_shown& message) {
    out += R"(,"deck":)"; append(out, message.deck);
    out += R"(,"page":)"; append(out, message.page);
}
void read_fields(field_reader& in, slide_shown& into) {
    in.required("deck", into.deck, read_deck_id);
    in.required("page", into.page, read_page_number);
}

void append_fields(std::string& out, const chat_posted& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"name":)"; append(out, message.name);
    out += R"(,"role":)"; append(out, message.role);
    out += R"(,"text":)"; append(out, message.text);
}
void read_fields(field_reader& in, chat_posted& into) {
    in.required("who", into.who, read_participant_id);
    in.required("name", into.name, read_name);
    in.required("role", into.role, read_role);
    in.required("text", into.text, read_chat_text);
}

void append_fields(std::string& out, const chat_hidden& message) {
    out += R"(,"target":)"; append(out, message.target);
}
void read_fields(field_reader& in, chat_hidden& into) {
    in.required("target", into.target, read_seq);
}

void append_fields(std::string& out, const participant_muted& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, participant_muted& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const participant_unmuted& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, participant_unmuted& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const participant_joined& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"name":)"; append(out, message.name);
    out += R"(,"role":)"; append(out, message.role);
    if (message.since) { out += R"(,"since":)"; append(out, message.since); }
}
void read_fields(field_reader& in, participant_joined& into) {
    in.required("who", into.who, read_participant_id);
    in.required("name", into.name, read_name);
    in.required("role", into.role, read_role);
    in.optional("since", into.since, read_instant);
}

void append_fields(std::string& out, const participant_left& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"until":)"; append(out, message.until);
    out += R"(,"reason":)"; append(out, message.reason);
}
void read_fields(field_reader& in, participant_left& into) {
    in.required("who", into.who, read_participant_id);
    in.required("until", into.until, read_instant);
    in.required("reason", into.reason, read_leave_reason);
}

void append_fields(std::string&, const presence_checkpointed&) {}
void read_fields(field_reader&, presence_checkpointed&) {}

void append_fields(std::string&, const presence_recovered&) {}
void read_fields(field_reader&, presence_recovered&) {}

void append_fields(std::string& out, const deck_attached& message) {
    out += R"(,"deck":)"; append(out, message.deck);
    out += R"(,"title":)"; append(out, message.title);
    out += R"(,"hash":)"; append(out, message.hash);
    out += R"(,"pages":)"; append(out, message.pages);
    out += R"(,"width":)"; append(out, message.width);
    out += R"(,"height":)"; append(out, message.height);
}
void read_fields(field_reader& in, deck_attached& into) {
    in.required("deck", into.deck, read_deck_id);
    in.required("title", into.title, read_title);
    in.required("hash", into.hash, read_sent_deck_hash);
    in.required("pages", into.pages, read_page_count);
    in.required("width", into.width, read_pixels);
    in.required("height", into.height, read_pixels);
}

void append_fields(std::string& out, const deck_detached& message) {
    out += R"(,"deck":)"; append(out, message.deck);
}
void read_fields(field_reader& in, deck_detached& into) {
    in.required("deck", into.deck, read_deck_id);
}

void append_fields(std::string& out, const call_changed& message) {
    if (message.call_url) { out += R"(,"call_url":)"; append(out, message.call_url); }
}
void read_fields(field_reader& in, call_changed& into) {
    in.optional("call_url", into.call_url, read_call_url);
}

void append_fields(std::string& out, const role_changed& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"role":)"; append(out, message.role);
}
void read_fields(field_reader& in, role_changed& into) {
    in.required("who", into.who, read_participant_id);
    in.required("role", into.role, read_role);
}

void append_fields(std::string& out, const participant_removed& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, participant_removed& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string& out, const hand_raised& message) {
    out += R"(,"who":)"; append(out, message.who);
    if (message.name) { out += R"(,"name":)"; append(out, message.name); }
}
void read_fields(field_reader& in, hand_raised& into) {
    in.required("who", into.who, read_participant_id);
    in.optional("name", into.name, read_name);
}

void append_fields(std::string& out, const hand_lowered& message) {
    out += R"(,"who":)"; append(out, message.who);
}
void read_fields(field_reader& in, hand_lowered& into) {
    in.required("who", into.who, read_participant_id);
}

void append_fields(std::string&, const all_hands_lowered&) {}
void read_fields(field_reader&, all_hands_lowered&) {}

void append_fields(std::string& out, const hand_called& message) {
    out += R"(,"who":)"; append(out, message.who);
    out += R"(,"name":)"; append(out, message.name);
}
void read_fields(field_reader& in, hand_called& into) {
    in.required("who", into.who, read_participant_id);
    in.required("name", into.name, read_name);
}

void append_fields(std::string& out, const accepted& message) {
    out += R"(,"you":)"; append(out, message.you);
    out += R"(,"session":)"; append(out, message.session);
    out += R"(,"resumed":)"; append(out, message.resumed);
    out += R"(,"seq":)"; append(out, message.seq);
    out += R"(,"server_time":)"; append(out, message.server_time);
    out += R"(,"ping_every_ms":)"; append(out, message.ping_every_ms);
    out += R"(,"grace_ms":)"; append(out, message.grace_ms);
    out += R"(,"silence_ms":)"; append(out, message.silence_ms);
}
void read_fields(field_reader& in, accepted& into) {
    in.required("you", into.you, read_person_view);
    in.required("session", into.session, read_session_id);
    in.required("resumed", into.resumed, read_boolean);
    in.required("seq", into.seq, read_position);
    in.required("server_time", into.server_time, read_instant);
    in.required("ping_every_ms", into.ping_every_ms, read_duration_ms);
    in.required("grace_ms", into.grace_ms, read_duration_ms);
    in.required("silence_ms", into.silence_ms, read_duration_ms);
}

void append_fields(std::string& out, const welcome& message) {
    out += R"(,"seq":)"; append(out, message.seq);
    out += R"(,"view":)"; append(out, message.view);
}
void read_fields(field_reader& in, welcome& into) {
    in.required("seq", into.seq, read_position);
    in.required("view", into.view, read_session_view);
}

void append_fields(std::string& out, const ok& message) {
    out += R"(,"ref":)"; append(out, message.ref);
    out += R"(,"seq":)"; append(out, message.seq);
}
void read_fields(field_reader& in, ok& into) {
    in.required("ref", into.ref, read_ref);
    in.required("seq", into.seq, read_seq);
}

void append_fields(std::string& out, const refused& message) {
    out += R"(,"ref":)"; append(out, message.ref);
    out += R"(,"reason":)"; append(out, message.reason);
    if (message.retry_after_ms) { out += R"(,"retry_after_ms":)"; append(out, message.retry_after_ms); }
}
void read_fields(field_reader& in, refused& into) {
    in.required("ref", into.ref, read_replied_ref);
    in.required("reason", into.reason, read_refusal);
    in.optional("retry_after_ms", into.retry_after_ms, read_duration_ms);
}

void append_fields(std::string& out, const head_count& message) {
    out += R"(,"present":)"; append(out, message.present);
}
void read_fields(field_reader& in, head_count& into) {
    in.required("present", into.present, read_count);
}

template <class Message, class Variant>
bool read_alternative(field_reader& in, Variant& into) {
    Message message;
    read_fields(in, message);
    if (!in.is_done()) return false;
    into = std::move(message);
    return true;
}

constexpr std::array<named_reader<command>, 14> command_readers{{
    {"open_session", read_alternative<open_session, command>},
    {"start_session", read_alternative<start_session, command>},
    {"pause_session", read_alternative<pause_session, command>},
    {"end_session", read_alternative<end_session, command>},
    {"confirm_session", read_alternative<confirm_session, command>},
    {"show_slide", read_alternative<show_slide, command>},
    {"post_chat", read_alternative<post_chat, command>},
    {"hide_chat", read_alternative<hide_chat, command>},
    {"mute_participant", read_alternative<mute_participant, command>},
    {"unmute_participant", read_alternative<unmute_participant, command>},
    {"raise_hand", read_alternative<raise_hand, command>},
    {"lower_hand", read_alternative<lower_hand, command>},
    {"lower_all_hands", read_alternative<lower_all_hands, command>},
    {"call_hand", read_alternative<call_hand, command>},
}};

constexpr std::array<named_reader<command>, 31> every_command_reader{{
    {"open_session", read_alternative<open_session, command>},
    {"start_session", read_alternative<start_session, command>},
    {"pause_session", read_alternative<pause_session, command>},
    {"end_session", read_alternative<end_session, command>},
    {"confirm_session", read_alternative<confirm_session, command>},
    {"show_slide", read_alternative<show_slide, command>},
    {"post_chat", read_alternative<post_chat, command>},
    {"hide_chat", read_alternative<hide_chat, command>},
    {"mute_participant", read_alternative<mute_participant, command>},
    {"unmute_participant", read_alternative<unmute_participant, command>},
    {"raise_hand", read_alternative<raise_hand, command>},
    {"lower_hand", read_alternative<lower_hand, command>},
    {"lower_all_hands", read_alternative<lower_all_hands, command>},
    {"call_hand", read_alternative<call_hand, command>},
    {"join", read_alternative<join, command>},
    {"leave", read_alternative<leave, command>},
    {"checkpoint", read_alternative<checkpoint, command>},
    {"recover", read_alternative<recover, command>},
    {"attach_deck", read_alternative<attach_deck, command>},
    {"detach_deck", read_alternative<detach_deck, command>},
    {"change_call", read_alternative<change_call, command>},
    {"change_role", read_alternative<change_role, command>},
    {"remove_participant", read_alternative<remove_participant, command>},
    {"plan_session", read_alternative<plan_session, command>},
    {"end_unattended", read_alternative<end_unattended, command>},
    {"ask_confirmation", read_alternative<ask_confirmation, command>},
    {"resume_session", read_alternative<resume_session, command>},
    {"correct_clock", read_alternative<correct_clock, command>},
    {"reopen_session", read_alternative<reopen_session, command>},
    {"correct_session", read_alternative<correct_session, command>},
    {"start_over", read_alternative<start_over, command>},
}};

constexpr std::array<named_reader<event>, 29> event_readers{{
    {"session_opened", read_alternative<session_opened, event>},
    {"session_started", read_alternative<session_started, event>},
    {"session_paused", read_alternative<session_paused, event>},
    {"session_ended", read_alternative<session_ended, event>},
    {"session_planned", read_alternative<session_planned, event>},
    {"session_started_over", read_alternative<session_started_over, event>},
    {"session_corrected", read_alternative<session_corrected, event>},
    {"session_resumed", read_alternative<session_resumed, event>},
    {"clock_corrected", read_alternative<clock_corrected, event>},
    {"confirmation_asked", read_alternative<confirmation_asked, event>},
    {"session_confirmed", read_alternative<session_confirmed, event>},
    {"slide_shown", read_alternative<slide_shown, event>},
    {"chat_posted", read_alternative<chat_posted, event>},
    {"chat_hidden", read_alternative<chat_hidden, event>},
    {"participant_muted", read_alternative<participant_muted, event>},
    {"participant_unmuted", read_alternative<participant_unmuted, event>},
    {"participant_joined", read_alternative<participant_joined, event>},
    {"participant_left", read_alternative<participant_left, event>},
    {"presence_checkpointed", read_alternative<presence_checkpointed, event>},
    {"presence_recovered", read_alternative<presence_recovered, event>},
    {"deck_attached", read_alternative<deck_attached, event>},
    {"deck_detached", read_alternative<deck_detached, event>},
    {"call_changed", read_alternative<call_changed, event>},
    {"role_changed", read_alternative<role_changed, event>},
    {"participant_removed", read_alternative<participant_removed, event>},
    {"hand_raised", read_alternative<hand_raised, event>},
    {"hand_lowered", read_alternative<hand_lowered, event>},
    {"all_hands_lowered", read_alternative<all_hands_lowered, event>},
    {"hand_called", read_alternative<hand_called, event>},
}};

constexpr std::array<named_reader<server_message>, 5> server_readers{{
    {"accepted", read_alternative<accepted, server_message>},
    {"welcome", read_alternative<welcome, server_message>},
    {"ok", read_alternative<ok, server_message>},
    {"refused", read_alternative<refused, server_message>},
    {"head_count", read_alternative<head_count, server_message>},
}};

/// The client's number for a message that is otherwise wrong.
std::optional<std::uint32_t> recover_ref(const json& document) {
    if (!document.is_object()) return {};
    const auto at = document.find("ref");
    std::uint32_t ref = 0;
    if (at == document.end() || !read_ref(*at, ref)) return {};
    return ref;
}

client_message bad(const json& document, std::string detail) {
    return bad_client_message{.ref = recover_ref(document), .detail = std::move(detail)};
}

bool skip(const json&, bool&) { return true; }

client_message decode_hello(const json& document) {
    field_reader in(document);
    bool ignored = false;
    in.required("type", ignored, skip);
    hello message;
    read_fields(in, message);
    if (!in.is_done()) return bad(document, std::move(in.problem()));
    return message;
}

client_message decode_request(const json& document, const named_reader<command>& reader) {
    field_reader in(document);
    bool ignored = false;
    request_frame frame;
    in.required("type", ignored, skip);
    in.required("ref", frame.ref, read_ref);
    in.required("key", frame.key, read_key);
    if (!reader.read(in, frame.what)) return bad(document, std::move(in.problem()));
    return frame;
}

result<server_message> decode_shown(const json& document, const named_reader<event>& reader) {
    field_reader in(document);
    bool ignored = false;
    received_event received;
    in.required("type", ignored, skip);
    in.required("seq", received.logged.seq, read_seq);
    in.required("prev", received.prev, read_prev);
    in.required("at", received.logged.at, read_at);
    if (!reader.read(in, received.logged.what)) return {error_code::invalid, std::move(in.problem())};
    return server_message(std::move(received));
}

result<server_message> decode_plain(const json& document, const named_reader<server_message>& reader) {
    field_reader in(document);
    bool ignored = false;
    server_message message;
    in.required("type", ignored, skip);
    if (!reader.read(in, message)) return {error_code::invalid, std::move(in.problem())};
    return message;
}

result<server_message> decode_unknown(const json& document, std::string type) {
    if (type.empty()) return {error_code::invalid, "no type"};
    unknown_event message{.type = std::move(type)};
    if (const auto at = document.find("seq"); at != document.end() && !read_seq(*at, message.seq)) {
        return {error_code::invalid, "the field \"seq\" is wrong"};
    }
    if (const auto at = document.find("prev"); at != document.end() && !read_prev(*at, message.prev)) {
        return {error_code::invalid, "the field \"prev\" is wrong"};
    }
    return server_message(std::move(message));
}

}  // namespace

client_message decode_client(std::string_view text) {
    if (text.size() > limits::command_bytes_max) return bad_client_message{.ref = {}, .detail = "too long"};
    constexpr json_bounds bounds{.depth_max = limits::json_depth_max, .values_max = limits::command_values_max};
    const auto parsed = parse_strict_json(text, bounds);
    if (!parsed) return bad(json::parse(text, nullptr, false), parsed.error().detail);
    const auto type = type_of(*parsed);
    if (type == "hello") return decode_hello(*parsed);
    const auto* reader = find_reader(command_readers, type);
    if (reader == nullptr) return bad(*parsed, "no such command");
    return decode_request(*parsed, *reader);
}

result<server_message> decode_server(std::string_view text) {
    const auto parsed = parse_strict_json(text, {.depth_max = limits::json_depth_max});
    if (!parsed) return parsed.error();
    auto type = type_of(*parsed);
    if (const auto* reader = find_reader(event_readers, type)) return decode_shown(*parsed, *reader);
    if (const auto* reader = find_reader(server_readers, type)) return decode_plain(*parsed, *reader);
    return decode_unknown(*parsed, std::move(type));
}

namespace {

template <class Variant, std::size_t Size>
result<Variant> decode_body(
    const std::array<named_reader<Variant>, Size>& readers, std::string_view type, std::string_view body
) {
    const auto* reader = find_reader(readers, type);
    if (reader == nullptr) return {error_code::invalid, "no such message: " + std::string(type)};
    const auto parsed = parse_strict_json(body, {.depth_max = limits::json_depth_max});
    if (!parsed) return parsed.error();
    field_reader in(*parsed);
    Variant what;
    if (!reader->read(in, what)) return {error_code::invalid, std::move(in.problem())};
    return what;
}

template <class Variant>
std::string body_of(const Variant& what) {
    std::string out;
    std::visit([&out](const auto& message) { append_fields(out, message); }, what);
    if (out.empty()) return "{}";
    out.front() = '{';
    out += '}';
    return out;
}

}  // namespace

result<event> decode_event(std::string_view type, std::string_view body) {
    return decode_body(event_readers, type, body);
}

result<command> decode_command(std::string_view type, std::string_view body) {
    return decode_body(every_command_reader, type, body);
}

std::string encode_body(const event& what) { return body_of(what); }

std::string encode_body(const command& what) { return body_of(what); }

void encode(std::string& out, const logged_event& shown, seq_number prev) {
    out += R"({"type":")";
    out += name_of(shown.what);
    out += R"(","seq":)";
    append(out, shown.seq);
    out += R"(,"prev":)";
    append(out, prev);
    out += R"(,"at":)";
    append(out, shown.at);
    std::visit([&out](const auto& message) { append_fields(out, message); }, shown.what);
    out += '}';
}

void encode(std::string& out, const request_frame& message) {
    out += R"({"type":")";
    out += name_of(message.what);
    out += R"(","ref":)";
    append(out, message.ref);
    out += R"(,"key":)";
    append(out, message.key);
    std::visit([&out](const auto& what) { append_fields(out, what); }, message.what);
    out += '}';
}

void encode(std::string& out, const accepted& message) {
    out += R"({"type":"accepted")";
    append_fields(out, message);
    out += '}';
}

void encode(std::string& out, const welcome& message) {
    out += R"({"type":"welcome")";
    append_fields(out, message);
    out += '}';
}

void encode(std::string& out, const ok& message) {
    out += R"({"type":"ok")";
    append_fields(out, message);
    out += '}';
}

void encode(std::string& out, const refused& message) {
    out += R"({"type":"refused")";
    append_fields(out, message);
    out += '}';
}

void encode(std::string& out, const head_count& message) {
    out += R"({"type":"head_count")";
    append_fields(out, message);
    out += '}';
}

void encode(std::string& out, const hello& message) {
    out += R"({"type":"hello")";
    append_fields(out, message);
    out += '}';
}

}  // namespace aula
