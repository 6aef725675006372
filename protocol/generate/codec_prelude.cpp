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
