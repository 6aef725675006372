#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "generated/messages.hpp"
#include "net/utf8_check.hpp"

namespace aula {

/// One thing that a WebSocket client said, or what is wrong with it.
struct client_frame {
    enum class kind : std::uint8_t {
        nothing,  ///< More bytes are needed.
        text,     ///< A whole message, its fragments joined.
        binary,
        ping,
        pong,
        close,          ///< The payload is the reason; `code` is 0 when none was given.
        broken,         ///< RFC 6455 §5 is violated: close with 1002.
        not_utf8,       ///< RFC 6455 §8.1: close with 1007.
        too_large,      ///< A message of more than `message_max` bytes.
        too_many_parts  ///< A message of more than `fragments_max` fragments.
    };
    kind is = kind::nothing;
    std::uint16_t code = 0;
    std::string_view payload{};  ///< Valid until the next call.
};

/// Reads what a client sends after the upgrade: frames, masks, fragments, UTF-8 (RFC 6455 §5–§8).
///
/// No I/O. Bound: `message_max` bytes of one unfinished message and one control frame; between two
/// messages it owns no memory but itself, which is why it is ours: Beast's stream keeps 2.5 kB for
/// each connection (docs/decisions/0007-reading-frames.md). After an error it must not be used.
class frame_reader {
public:
    static constexpr std::size_t fragments_max = limits::message_frames_max;

    explicit frame_reader(std::size_t message_max) : message_max_(message_max) {}

    /// The next thing in `input`, which is consumed as far as it was read and unmasked in place.
    /// Until it answers `nothing`, there may be more.
    client_frame next(std::span<char>& input);

    /// A message or a frame has begun and is not whole.
    bool is_in_message() const { return head_size_ > 0 || is_in_payload_ || is_fragmented_; }

private:
    enum class opcode : std::uint8_t { continued = 0, text = 1, binary = 2, close = 8, ping, pong };

    client_frame::kind read_head(std::span<char>& input, bool& is_whole);
    client_frame::kind check_head() const;
    client_frame::kind open_payload();
    std::size_t head_wanted() const;
    std::uint64_t length_of_head() const;
    std::uint8_t head(std::size_t at) const { return static_cast<std::uint8_t>(head_[at]); }
    bool is_final() const { return (head(0) & 0x80) != 0; }
    opcode op() const { return static_cast<opcode>(head(0) & 0x0f); }
    bool is_control() const { return (head(0) & 0x08) != 0; }

    client_frame take_control(std::span<char>& input);
    client_frame take_data(std::span<char>& input);
    std::string_view unmask(std::span<char>& input);
    std::string_view join(std::string& begun, std::string_view piece);
    void end_frame();

    std::size_t message_max_;
    std::uint64_t left_ = 0;     ///< Of the open frame's payload.
    std::string message_;        ///< What came of an unfinished message.
    std::string control_;        ///< What came of an unfinished control frame.
    std::string given_;          ///< What was handed out last, when it was not whole in `input`.
    std::array<char, 14> head_;  ///< Of the open frame, as far as it came.
    std::uint8_t head_size_ = 0;
    std::uint8_t mask_at_ = 0;  ///< Of the four bytes of the mask, the next one.
    std::uint8_t fragments_ = 0;
    bool is_in_payload_ = false;
    bool is_fragmented_ = false;  ///< A message has begun; its last fragment has not ended.
    bool is_text_ = false;        ///< That message is text.
    utf8_check utf8_;
};

}  // namespace aula
