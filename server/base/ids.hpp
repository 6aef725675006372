#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace aula {

/// A number that names one thing of one kind. On the wire it is the kind's letter and the number:
/// `p7`.
///
/// Zero means "none". Tag supplies `letter`.
template <class Tag>
struct id {
    std::int64_t value = 0;

    auto operator<=>(const id&) const = default;
    explicit operator bool() const { return value != 0; }
    std::string text() const { return Tag::letter + std::to_string(value); }

    /// Empty for anything but the letter and a positive number without leading zeros.
    static std::optional<id> parse(std::string_view text) {
        if (text.size() < 2 || text.size() > 20 || text[0] != Tag::letter || text[1] == '0')
            return {};
        id parsed;
        const auto end = text.data() + text.size();
        const auto [at, error] = std::from_chars(text.data() + 1, end, parsed.value);
        if (error != std::errc{} || at != end || parsed.value <= 0) return {};
        return parsed;
    }
};

struct course_tag {
    static constexpr char letter = 'c';
};
struct session_tag {
    static constexpr char letter = 's';
};
struct participant_tag {
    static constexpr char letter = 'p';
};
struct deck_tag {
    static constexpr char letter = 'd';
};
struct login_tag {
    static constexpr char letter = 'l';
};
struct token_tag {
    static constexpr char letter = 't';
};
struct mail_tag {
    static constexpr char letter = 'm';
};

using course_id = id<course_tag>;
using session_id = id<session_tag>;  ///< One sitting of a course; never a login or a socket.
using participant_id = id<participant_tag>;  ///< A person in a course, with a role.
using deck_id = id<deck_tag>;
using login_id = id<login_tag>;
using token_id = id<token_tag>;
using mail_id = id<mail_tag>;

/// The position of an event in its session's log: 1, 2, 3 … without a hole. 0 is "before the
/// first".
using seq_number = std::uint64_t;

}  // namespace aula

template <class Tag>
struct std::hash<aula::id<Tag>> {
    std::size_t operator()(aula::id<Tag> of) const noexcept {
        return std::hash<std::int64_t>{}(of.value);
    }
};
