#include "net/frame_reader.hpp"

#include <algorithm>
#include <utility>

namespace aula {
namespace {

using kind = client_frame::kind;

constexpr std::uint64_t control_max = 125;  // RFC 6455 §5.5
constexpr std::size_t mask_size = 4;

/// Codes that may be sent in a close frame (RFC 6455 §7.4, and the IANA registry as of 2026).
bool is_close_code(unsigned code) {
    const bool is_defined = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    return is_defined || (code >= 3000 && code <= 4999);
}

/// Takes from `input` what `head` still lacks of `wanted` bytes.
template <class Head>
void fill(Head& head, std::uint8_t& size, std::size_t wanted, std::span<char>& input) {
    const auto taken = std::min(wanted - size, input.size());
    std::copy_n(input.begin(), taken, head.begin() + size);
    size = static_cast<std::uint8_t>(size + taken);
    input = input.subspan(taken);
}

client_frame close_of(std::string_view payload) {
    if (payload.empty()) return {kind::close, 0, {}};
    if (payload.size() == 1) return {kind::broken};
    const auto high = static_cast<unsigned char>(payload[0]);
    const auto low = static_cast<unsigned char>(payload[1]);
    const unsigned code = high * 256U + low;
    if (!is_close_code(code)) return {kind::broken};
    utf8_check reason;
    const auto text = payload.substr(2);
    if (!reason.take(text) || !reason.is_whole()) return {kind::not_utf8};
    return {kind::close, static_cast<std::uint16_t>(code), text};
}

}  // namespace

client_frame frame_reader::next(std::span<char>& input) {
    if (!given_.empty()) std::string().swap(given_);  // `= {}` would keep the memory
    if (!is_in_payload_) {
        bool is_whole = false;
        const auto wrong = read_head(input, is_whole);
        if (wrong != kind::nothing || !is_whole) return {wrong};
        const auto refused = open_payload();
        if (refused != kind::nothing) return {refused};
    }
    return is_control() ? take_control(input) : take_data(input);
}

std::size_t frame_reader::head_wanted() const {
    if (head_size_ < 2) return 2;
    const auto length = head(1) & 0x7f;
    return 2 + mask_size + (length == 126 ? 2 : length == 127 ? 8 : 0);
}

kind frame_reader::read_head(std::span<char>& input, bool& is_whole) {
    if (head_size_ < 2) fill(head_, head_size_, 2, input);
    if (head_size_ < 2) return kind::nothing;
    if (const auto wrong = check_head(); wrong != kind::nothing) return wrong;
    fill(head_, head_size_, head_wanted(), input);
    is_whole = head_size_ == head_wanted();
    return kind::nothing;
}

/// What the first two bytes must be like (RFC 6455 §5.2, §5.4, §5.5).
kind frame_reader::check_head() const {
    const bool has_reserved_bits = (head(0) & 0x70) != 0;
    const bool is_masked = (head(1) & 0x80) != 0;
    if (has_reserved_bits || !is_masked) return kind::broken;
    if (is_control()) {
        const bool is_known = op() <= opcode::pong;
        return is_known && is_final() && (head(1) & 0x7f) <= control_max ? kind::nothing
                                                                         : kind::broken;
    }
    if (op() > opcode::binary) return kind::broken;
    const bool continues = op() == opcode::continued;
    return continues == is_fragmented_ ? kind::nothing : kind::broken;
}

std::uint64_t frame_reader::length_of_head() const {
    std::uint64_t length = 0;
    for (std::size_t at = 2; at + mask_size < head_size_; ++at) length = length << 8 | head(at);
    return length;
}

kind frame_reader::open_payload() {
    const auto short_length = static_cast<std::uint64_t>(head(1) & 0x7f);
    left_ = short_length < 126 ? short_length : length_of_head();
    const std::uint64_t least = short_length < 126 ? 0 : short_length == 126 ? 126 : 0x10000;
    if (left_ < least || (left_ >> 63) != 0) return kind::broken;  // the shortest form, §5.2
    is_in_payload_ = true;
    mask_at_ = 0;
    if (is_control()) return kind::nothing;
    if (left_ > message_max_ - std::min(message_max_, message_.size())) return kind::too_large;
    if (op() == opcode::continued) {
        return ++fragments_ > fragments_max ? kind::too_many_parts : kind::nothing;
    }
    is_fragmented_ = true;
    is_text_ = op() == opcode::text;
    fragments_ = 1;
    utf8_.restart();
    return kind::nothing;
}

/// Takes what there is of the open payload, unmasked in place (RFC 6455 §5.3).
std::string_view frame_reader::unmask(std::span<char>& input) {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
    const char* mask = head_.data() + head_size_ - mask_size;
    for (std::size_t at = 0; at < taken; ++at) {
        input[at] = static_cast<char>(input[at] ^ mask[(mask_at_ + at) % mask_size]);
    }
    mask_at_ = static_cast<std::uint8_t>((mask_at_ + taken) % mask_size);
    left_ -= taken;
    const std::string_view payload(input.data(), taken);
    input = input.subspan(taken);
    return payload;
}

void frame_reader::end_frame() {
    is_in_payload_ = false;
    head_size_ = 0;
}

/// The whole of what has begun before and ends with `piece`: without a copy when nothing came
/// before.
std::string_view frame_reader::join(std::string& begun, std::string_view piece) {
    if (begun.empty()) return piece;
    begun.append(piece);
    given_ = std::exchange(begun, {});
    return given_;
}

client_frame frame_reader::take_control(std::span<char>& input) {
    const auto piece = unmask(input);
    if (left_ > 0) {
        control_.append(piece);
        return {};
    }
    const auto payload = join(control_, piece);
    const auto said = op();
    end_frame();
    if (said == opcode::close) return close_of(payload);
    return {said == opcode::ping ? kind::ping : kind::pong, 0, payload};
}

client_frame frame_reader::take_data(std::span<char>& input) {
    const auto piece = unmask(input);
    if (is_text_ && !utf8_.take(piece)) return {kind::not_utf8};
    if (left_ > 0 || !is_final()) {
        message_.append(piece);
        if (left_ > 0) return {};
        end_frame();
        return next(input);
    }
    end_frame();
    is_fragmented_ = false;
    if (is_text_ && !utf8_.is_whole()) return {kind::not_utf8};
    return {is_text_ ? kind::text : kind::binary, 0, join(message_, piece)};
}

}  // namespace aula
