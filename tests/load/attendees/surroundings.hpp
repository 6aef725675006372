#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "event_loop.hpp"
#include "message_book.hpp"
#include "wire.hpp"
#include "witness.hpp"

namespace aula::load {

class attendee;

/// Which protocol the server speaks: ours, that of a room which sends everything to everybody, or
/// NATS's.
enum class dialect : std::uint8_t { aula, echo, nats };

/// What went wrong for anybody, since the last order.
struct tally {
    std::uint64_t doubled = 0;  ///< Events whose seq was not above the last one's.
    std::uint64_t gaps = 0;     ///< Events whose `prev` shows that one was missed.
    std::uint64_t pings = 0;
    std::uint64_t chat_frames = 0;
    std::uint64_t chat_bytes = 0;
    std::map<int, std::uint64_t> closed;  ///< Connections that ended by themselves, by close code.
};

/// What all attendees share. One thread, no locks.
struct surroundings {
    event_loop& loop;
    target to;
    dialect speaks = dialect::aula;
    message_book book;
    tally seen;
    witness* told = nullptr;                         ///< Who is told of everything, if anybody.
    std::array<std::uint32_t, 256> slide_numbers{};  ///< The newest message that shows each page.
    /// When a page was shown to each reader, whoever turned it; of `awaited_page` only.
    std::vector<nanos> page_arrivals = {};
    std::size_t awaited_page = 0;
    std::uint32_t controls_answered = 0;  ///< Replies to commands that are not in the book.
    std::function<void(attendee&)> on_seated;
    std::function<void(attendee&)> on_lost;
    std::array<char, 256UL * 1024> buffer{};
};

}  // namespace aula::load
