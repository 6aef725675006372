#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "attendee.hpp"
#include "surroundings.hpp"

namespace aula::load {

/// One lecture: a lecturer and some attendees.
struct room {
    std::string session;
    std::uint32_t first = 0;  ///< Among the crowd's attendees.
    std::uint32_t count = 0;
    std::uint32_t stalled = 0;    ///< The last so many of them stop reading once they are in.
    std::uint32_t onlookers = 0;  ///< So many before those read, but nobody counts what.
    std::uint32_t readers = 0;    ///< Those who read, at the moment.
    bool listens = false;         ///< Its attendees ask for media frames.
    std::uint32_t next_author = 0;
};

/// Who makes the messages of a stream, and what they are.
struct authorship {
    std::uint32_t first = 0;  ///< Among the room's attendees.
    std::uint32_t count = 1;
    bool is_in_turn = true;  ///< Else the first of them who is still here makes all.
    std::string deck;        ///< Not empty: the lecturer shows its pages instead.
    std::uint32_t pages = 0;
    bool is_media = false;  ///< The lecturer sends media frames instead.
};

/// How joining went.
struct arrivals {
    histogram time;  ///< From the first packet of the connection to the welcome.
    nanos ticket_time = 0;
    nanos join_time = 0;
};

/// Everybody who is connected, room by room.
class crowd {
public:
    crowd(event_loop& loop, const target& to, dialect speaks)
        : in_{.loop = loop, .to = to, .speaks = speaks} {}

    /// Opens everybody's join link and keeps their cookies.
    void log_in(const std::vector<std::string>& tokens);
    const std::vector<std::string>& cookies() const { return cookies_; }
    /// The first `lecturers` of these people give lectures.
    void know(std::vector<std::string> cookies, std::uint32_t lecturers);

    /// Lecturers first, who open and start their sessions; only attendees are timed. Throws when
    /// not everybody comes in.
    arrivals join(const std::string& course, std::vector<room> rooms);
    void leave();

    /// Sends one message or slide; false when nobody is here to do it.
    bool post(std::size_t in_room, const authorship& by, std::size_t stream, bool is_timed);
    /// The lecturer of a room shows one page; nothing is booked.
    void show(std::size_t in_room, const std::string& deck, std::size_t page);
    /// How long a message is: its text alone, or all of it in the dialect without a protocol.
    std::size_t message_bytes = 32;

    /// Somebody who is away comes back as a page does: a connection for a ticket, then the live one
    /// with the last seq seen. `in_vain` when there is no ticket; a live connection that fails is
    /// `on_lost`'s.
    void bring_back(attendee& who, std::function<void()> in_vain);

    /// What happens between orders; ends when everybody leaves.
    std::unique_ptr<activity> goes_on;

    surroundings& in() { return in_; }
    const surroundings& in() const { return in_; }
    std::vector<room>& rooms() { return rooms_; }
    const std::vector<room>& rooms() const { return rooms_; }
    std::vector<std::unique_ptr<attendee>>& attendees() { return attendees_; }
    void note_loss();  ///< From here on, whoever is lost reads no more.

private:
    void seat_everybody();
    void start_lectures();
    std::string hello_of(const attendee& who, std::string_view ticket) const;
    std::string tickets_path(const attendee& who) const;
    const std::string& cookie_of(const attendee& who) const { return cookies_[who.at().person]; }
    std::vector<std::string> fetch_tickets(const std::vector<attendee*>& whose);
    void bring_in(const std::vector<attendee*>& who, arrivals& went);
    void stall_some();
    attendee* author_of(std::size_t in_room, const authorship& by);
    std::string message_text(const authorship& by, std::uint32_t number);

    surroundings in_;
    std::string course_;
    std::vector<std::string> cookies_;
    std::uint32_t lecturers_known_ = 0;
    std::uint32_t next_control_ = 0;
    std::vector<room> rooms_;
    std::vector<std::unique_ptr<attendee>> attendees_;
    std::vector<std::unique_ptr<attendee>> lecturers_;
};

}  // namespace aula::load
