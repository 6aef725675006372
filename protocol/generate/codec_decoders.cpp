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
