#include "fuzz/support/frame_model.hpp"

#include <algorithm>
#include <optional>

namespace aula::fuzz {
namespace {

/// One frame as far as it came.
struct frame {
    unsigned first = 0;
    std::uint64_t length = 0;
    std::string payload;  ///< Unmasked.
    std::size_t bytes = 0;
    bool is_whole() const { return payload.size() == length; }
    unsigned opcode() const { return first & 15; }
    bool is_last() const { return first >= 0x80; }
};

unsigned at(std::string_view bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

class reader {
public:
    reader(std::string_view bytes, std::size_t message_max) : rest_(bytes), most_(message_max) {}

    std::vector<spoken> all() {
        while (one()) {
        }
        return std::move(out_);
    }

private:
    bool fail(spoken::kind why) {
        out_.push_back({why});
        return false;
    }

    /// False when nothing more can be said.
    bool one() {
        if (rest_.size() < 2) return false;
        frame now;
        now.first = at(rest_, 0);
        const auto second = at(rest_, 1);
        const bool is_known = now.opcode() <= 2 || (now.opcode() >= 8 && now.opcode() <= 10);
        const bool is_control = now.opcode() >= 8;
        if ((now.first & 0x70) != 0 || second < 0x80 || !is_known) return fail(spoken::broken);
        if (is_control && (!now.is_last() || (second & 127) > 125)) return fail(spoken::broken);
        if (!is_control && (now.opcode() == 0) != is_open_) return fail(spoken::broken);
        if (!take_length(now, second & 127)) return false;
        return is_control ? control(now) : data(now);
    }

    bool take_length(frame& now, unsigned form) {
        const std::size_t digits = form == 126 ? 2 : form == 127 ? 8 : 0;
        const auto head = 2 + digits + 4;
        if (rest_.size() < head) return false;
        now.length = digits == 0 ? form : 0;
        for (std::size_t i = 0; i < digits; ++i) now.length = now.length << 8 | at(rest_, 2 + i);
        const bool is_shortest = digits == 0 || (digits == 2 && now.length >= 126) ||
                                 (digits == 8 && now.length >= 65536 && now.length < 1ULL << 63);
        if (!is_shortest) return fail(spoken::broken);
        const auto there = std::min<std::uint64_t>(now.length, rest_.size() - head);
        now.bytes = head + static_cast<std::size_t>(there);
        for (std::size_t i = 0; i < there; ++i) {
            now.payload += static_cast<char>(at(rest_, head + i) ^ at(rest_, head - 4 + i % 4));
        }
        return true;
    }

    bool control(const frame& now) {
        if (!now.is_whole()) return false;
        rest_.remove_prefix(now.bytes);
        if (now.opcode() != 8) {
            out_.push_back({now.opcode() == 9 ? spoken::ping : spoken::pong, 0, now.payload});
            return true;
        }
        if (now.payload.empty()) {
            out_.push_back({spoken::close});
            return true;
        }
        if (now.payload.size() == 1) return fail(spoken::broken);
        const auto code = at(now.payload, 0) * 256 + at(now.payload, 1);
        const bool may_be_sent = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                                 (code >= 3000 && code <= 4999);
        if (!may_be_sent) return fail(spoken::broken);
        auto reason = now.payload.substr(2);
        if (!is_utf8_so_far(reason, true)) return fail(spoken::not_utf8);
        out_.push_back({spoken::close, static_cast<std::uint16_t>(code), std::move(reason)});
        return true;
    }

    bool data(const frame& now) {
        if (now.opcode() != 0) {
            is_open_ = true;
            is_text_ = now.opcode() == 1;
            message_.clear();
            parts_ = 0;
        }
        if (now.length > most_ - message_.size()) return fail(spoken::too_large);
        if (++parts_ > 64) return fail(spoken::too_many_parts);
        rest_.remove_prefix(now.bytes);
        message_ += now.payload;
        const bool is_end = now.is_whole() && now.is_last();
        if (is_text_ && !is_utf8_so_far(message_, is_end)) return fail(spoken::not_utf8);
        if (!now.is_whole()) return false;
        if (is_end) {
            out_.push_back({is_text_ ? spoken::text : spoken::binary, 0, message_});
            is_open_ = false;
        }
        return true;
    }

    std::string_view rest_;
    std::size_t most_;
    std::vector<spoken> out_;
    std::string message_;
    std::size_t parts_ = 0;
    bool is_open_ = false;
    bool is_text_ = false;
};

}  // namespace

std::vector<spoken> frames_in(std::string_view bytes, std::size_t message_max) {
    return reader(bytes, message_max).all();
}

/// By the definition of RFC 3629 §3: the number that the bits make decides, not a table of bytes.
bool is_utf8_so_far(std::string_view text, bool is_whole) {
    while (!text.empty()) {
        const auto first = at(text, 0);
        const std::size_t length = first < 0x80           ? 1
                                   : (first >> 5) == 0x06 ? 2
                                   : (first >> 4) == 0x0e ? 3
                                   : (first >> 3) == 0x1e ? 4
                                                          : 0;
        if (length == 0) return false;
        const auto there = std::min(length, text.size());
        std::uint32_t least = length == 1 ? first : first & (0x7fU >> length), most = least;
        for (std::size_t i = 1; i < length; ++i) {
            if (i < there && (at(text, i) >> 6) != 2) return false;
            least = least << 6 | (i < there ? at(text, i) & 63 : 0);
            most = most << 6 | (i < there ? at(text, i) & 63 : 63);
        }
        // What is still to come may be anything, so the character is one of `least` to `most`.
        const std::uint32_t smallest = length == 1   ? 0
                                       : length == 2 ? 0x80
                                       : length == 3 ? 0x800
                                                     : 0x10000;
        const bool is_surrogate = least >= 0xd800 && most <= 0xdfff;
        if (most < smallest || least > 0x10ffff || is_surrogate) return false;
        if (there < length) return !is_whole;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace aula::fuzz
