#include "live/frames.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <variant>

#include "base/ensure.hpp"
#include "domain/redaction.hpp"
#include "generated/codec.hpp"

namespace aula {
namespace {

void append_head(std::string& out, unsigned char first, std::size_t length) {
    out.push_back(static_cast<char>(first));
    const auto append_big_endian = [&out, length](int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.push_back(static_cast<char>((static_cast<std::uint64_t>(length) >> shift) & 0xff));
        }
    };
    if (length < 126) return append_big_endian(1);
    out.push_back(static_cast<char>(length <= 0xffff ? 126 : 127));
    append_big_endian(length <= 0xffff ? 2 : 8);
}

constexpr unsigned char final_text = 0x81;
constexpr unsigned char final_binary = 0x82;
constexpr unsigned char final_ping = 0x89;
constexpr unsigned char final_pong = 0x8a;
constexpr unsigned char final_close = 0x88;

std::string frame_of(unsigned char first, std::string_view payload) {
    std::string out;
    append_head(out, first, payload.size());
    out.append(payload);
    return out;
}

}  // namespace

void append_text_frame(std::string& out, std::string_view payload) {
    append_head(out, final_text, payload.size());
    out.append(payload);
}

void append_binary_frame(std::string& out, std::string_view payload) {
    append_head(out, final_binary, payload.size());
    out.append(payload);
}

std::span<char> payload_of(std::span<char> frame) {
    if (frame.empty()) return {};
    const auto length = static_cast<unsigned char>(frame[1]);
    return frame.subspan(length < 126 ? 2 : length == 126 ? 4 : 10);
}

void take_words_back(std::span<char> payload) {
    if (payload.empty()) return;
    auto read = decode_server(std::string_view(payload.data(), payload.size()));
    auto* shown = read ? std::get_if<received_event>(&*read) : nullptr;
    ensure(shown != nullptr, "what is taken back is an event");
    shown->logged.what = without_words(std::move(shown->logged.what));
    std::string left;
    encode(left, shown->logged, shown->prev);
    ensure(left.size() <= payload.size(), "an event without its words is not longer");
    std::ranges::fill(std::ranges::copy(left, payload.begin()).out, payload.end(), ' ');
}

std::span<char> frame_run::find(seq_number seq) {
    const auto at = std::ranges::lower_bound(marks, seq, {}, &mark::seq);
    if (at == marks.end() || at->seq != seq) return {};
    const auto begin = at == marks.begin() ? 0 : std::prev(at)->end;
    return std::span<char>(bytes).subspan(begin, at->end - begin);
}

std::string ping_frame(std::string_view payload) {
    return frame_of(final_ping, payload);
}

std::string pong_frame(std::string_view payload) {
    return frame_of(final_pong, payload);
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
    if (code == 0) return frame_of(final_close, {});
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    return frame_of(final_close, payload.append(reason));
}

}  // namespace aula
