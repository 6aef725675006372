#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "net/http_head.hpp"

namespace aula {

/// Looks at the bytes of a chunked body beside Beast, which forgives folded lines in the trailer:
/// the lines of sizes and of the trailer follow the rules of a head (RFC 9112 §7.1).
///
/// No I/O. Each byte is looked at once, in however many pieces it comes. Bound: `http_head_max`
/// bytes in the line of one size, and in the trailer.
class chunk_scan {
public:
    /// The next bytes of the body; false when one may not stand where it does. Nothing may follow
    /// the end.
    bool take(std::string_view next);
    bool is_whole() const { return trailer_.is_whole(); }

private:
    enum class place : std::uint8_t {
        size,       ///< Hexadecimal digits.
        extension,  ///< The rest of the line of a size.
        size_ends,  ///< After a CR: only LF may follow.
        data,
        data_ends,  ///< CR …
        data_over,  ///< … and LF.
        trailer,
    };

    bool step(char letter);
    bool step_size(char letter);

    place place_ = place::size;
    std::uint64_t left_ = 0;   ///< Bytes of the open chunk.
    std::size_t in_line_ = 0;  ///< Bytes of the line of a size, or of the trailer.
    bool has_size_ = false;
    field_lines trailer_;
};

}  // namespace aula
