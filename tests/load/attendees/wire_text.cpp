#include "wire_text.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

namespace aula::load {
namespace {

// A chat message ends with `#00000042#"}`.
constexpr std::size_t digits = 8;
constexpr std::string_view mark_end = "#\"}";
constexpr std::size_t mark_bytes = 1 + digits + mark_end.size();

std::string mark_of(std::uint32_t number) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "#%08u#", number);
    return text.data();
}

constexpr std::size_t media_bytes = 188;  // 24 kbit/s
constexpr std::size_t number_at = 4;

/// Unlike any key of an earlier process.
std::string key_of(std::uint32_t ref) {
    static const std::string prefix = "bench-" + std::to_string(::getpid()) + "-";
    return prefix + std::to_string(ref);
}

}  // namespace

std::uint64_t take_number(std::string_view& from) {
    std::uint64_t value = 0;
    std::size_t at = 0;
    for (; at < from.size() && from[at] >= '0' && from[at] <= '9'; ++at) {
        value = value * 10 + static_cast<std::uint64_t>(from[at] - '0');
    }
    from.remove_prefix(at);
    return value;
}

bool take_prefix(std::string_view& from, std::string_view expected) {
    if (!from.starts_with(expected)) return false;
    from.remove_prefix(expected.size());
    return true;
}

std::uint32_t number_of(std::string_view chat_posted) {
    if (chat_posted.size() < mark_bytes || !chat_posted.ends_with(mark_end)) return 0;
    auto mark = chat_posted.substr(chat_posted.size() - mark_bytes);
    if (!take_prefix(mark, "#")) return 0;
    return static_cast<std::uint32_t>(take_number(mark));
}

std::string upgrade_text(std::string_view authority, std::string_view origin, bool is_aula) {
    std::string text = is_aula ? "GET /ws HTTP/1.1\r\nHost: " : "GET / HTTP/1.1\r\nHost: ";
    text.append(authority).append("\r\nOrigin: ").append(origin);
    text += "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
    text += "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n";
    if (is_aula) text += "Sec-WebSocket-Protocol: aula.v1\r\n";
    return text + "\r\n";
}

std::string hello_text(
    std::string_view ticket, std::string_view session, std::uint64_t since, bool listens
) {
    std::string text = R"({"type":"hello","ticket":")";
    text.append(ticket).append(R"(","session":")").append(session).append("\"");
    if (since > 0) text.append(R"(,"since":)").append(std::to_string(since));
    if (listens) text.append(R"(,"media":true)");
    return text + "}";
}

std::string command_text(std::string_view type, std::uint32_t ref) {
    std::string text = R"({"type":")";
    text.append(type).append(R"(","ref":)").append(std::to_string(ref));
    return text.append(R"(,"key":")").append(key_of(ref)).append("\"}");
}

std::string show_slide_text(std::uint32_t number, std::string_view deck, std::size_t page) {
    auto text = command_text("show_slide", number);
    text.pop_back();
    text.append(R"(,"deck":")").append(deck).append(R"(","page":)");
    return text.append(std::to_string(page)).append("}");
}

std::size_t page_of(std::string_view slide_shown) {
    constexpr std::string_view field = R"("page":)";
    const auto at = slide_shown.rfind(field);
    if (at == std::string_view::npos) return 0;
    auto rest = slide_shown.substr(at + field.size());
    return take_number(rest);
}

std::string post_chat_text(std::uint32_t number, std::size_t text_bytes) {
    auto text = command_text("post_chat", number);
    text.pop_back();
    const auto mark = mark_of(number);
    text.append(R"(,"text":")");
    if (text_bytes > mark.size()) text.append(text_bytes - mark.size(), 'x');
    return text.append(mark).append("\"}");
}

std::string media_frame(std::uint32_t number) {
    std::string frame(media_bytes, 'x');
    frame[0] = 1;  // voice
    frame[1] = frame[2] = frame[3] = 0;
    for (std::size_t at = 0; at < 4; ++at) {
        frame[number_at + at] = static_cast<char>(number >> (8 * (3 - at)) & 0xff);
    }
    return frame;
}

std::uint32_t number_of_media(std::string_view frame) {
    if (frame.size() < number_at + 4) return 0;
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < 4; ++at) {
        number = number << 8 | static_cast<std::uint8_t>(frame[number_at + at]);
    }
    return number;
}

std::string echo_text(std::uint32_t number, std::size_t payload_bytes) {
    std::string text = R"({"type":"chat_posted","seq":)" + std::to_string(number) + R"(,"prev":)" +
                       std::to_string(number - 1) + R"(,"text":")";
    if (const auto size = text.size() + mark_bytes; size < payload_bytes) {
        text.append(payload_bytes - size, 'x');
    }
    return text.append(mark_of(number)).append("\"}");
}

}  // namespace aula::load
