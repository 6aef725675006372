#include "crowd.hpp"

#include <algorithm>
#include <stdexcept>

#include "nats_text.hpp"
#include "post_pool.hpp"
#include "wire_text.hpp"

namespace aula::load {
namespace {

constexpr std::size_t handshakes_at_once = 256;
/// They are good for half a minute, also when joining is slow.
constexpr std::size_t tickets_at_once = 1024;
constexpr nanos joining_patience = 60 * second;
constexpr nanos answer_patience = 10 * second;

}  // namespace

void crowd::log_in(const std::vector<std::string>& tokens) {
    cookies_.assign(tokens.size(), {});
    post_all(
        in_.loop, in_.to, tokens.size(), 200,
        [&](std::size_t at) {
            return post_request{"/api/v1/logins", "", R"({"token":")" + tokens[at] + "\"}"};
        },
        [&](std::size_t at, const http_reply& reply) { cookies_[at] = reply.cookie(); }
    );
}

void crowd::know(std::vector<std::string> cookies, std::uint32_t lecturers) {
    cookies_ = std::move(cookies);
    lecturers_known_ = lecturers;
}

std::string crowd::tickets_path(const attendee& who) const {
    return "/api/v1/courses/" + course_ + "/sessions/" + rooms_[who.at().room].session + "/tickets";
}

std::string crowd::hello_of(const attendee& who, std::string_view ticket) const {
    const auto& in_room = rooms_[who.at().room];
    return hello_text(
        ticket, in_room.session, who.last_seq(), in_room.listens && who.at().is_reader
    );
}

void crowd::bring_back(attendee& who, std::function<void()> in_vain) {
    const auto text = post_text(in_.to, tickets_path(who), cookie_of(who), "{}", false);
    who.desk = std::make_unique<http_line>(in_.loop, in_.to, who.at().number);
    who.desk->ask(text, [this, &who, in_vain = std::move(in_vain)](const http_reply& reply) {
        in_.loop.retire(std::move(who.desk));
        if (reply.status != 201) return in_vain();
        who.come(hello_of(who, reply.text_of("ticket")));
    });
}

void crowd::seat_everybody() {
    attendees_.clear();
    for (std::size_t at = 0; at < rooms_.size(); ++at) {
        auto& each = rooms_[at];
        each.first = static_cast<std::uint32_t>(attendees_.size());
        for (std::uint32_t rank = 0; rank < each.count; ++rank) {
            const auto number = static_cast<std::uint32_t>(attendees_.size());
            const place here{
                .number = number,
                .person = lecturers_known_ + number,
                .room = static_cast<std::uint16_t>(at),
                .is_reader = rank < each.count - each.stalled - each.onlookers,
                .will_stall = rank >= each.count - each.stalled
            };
            attendees_.push_back(std::make_unique<attendee>(in_, here));
        }
    }
    const bool needs_cookies = in_.speaks == dialect::aula;
    if (needs_cookies && lecturers_known_ + attendees_.size() > cookies_.size()) {
        throw std::runtime_error("there are not so many people");
    }
}

std::vector<std::string> crowd::fetch_tickets(const std::vector<attendee*>& whose) {
    std::vector<std::string> tickets(whose.size());
    if (in_.speaks != dialect::aula) return tickets;
    post_all(
        in_.loop, in_.to, whose.size(), 201,
        [&](std::size_t at) {
            return post_request{tickets_path(*whose[at]), cookie_of(*whose[at]), "{}"};
        },
        [&](std::size_t at, const http_reply& reply) { tickets[at] = reply.text_of("ticket"); }
    );
    return tickets;
}

void crowd::bring_in(const std::vector<attendee*>& who, arrivals& went) {
    const auto asked_at = now();
    const auto tickets = fetch_tickets(who);
    const auto began = now();
    std::size_t next = 0, seated = 0, lost = 0;
    in_.on_seated = [&](attendee& one) {
        ++seated;
        went.time.add(now() - one.since);
    };
    in_.on_lost = [&](attendee&) { ++lost; };
    while (seated + lost < who.size() && now() < began + joining_patience) {
        while (next < who.size() && next - seated - lost < handshakes_at_once) {
            who[next]->since = now();
            who[next]->come(hello_of(*who[next], tickets[next]));
            ++next;
        }
        in_.loop.turn(now() + second / 100);
    }
    in_.on_seated = in_.on_lost = nullptr;
    if (seated < who.size()) {
        throw std::runtime_error(
            "only " + std::to_string(seated) + " of " + std::to_string(who.size()) + " came in"
        );
    }
    went.ticket_time += began - asked_at;
    went.join_time += now() - began;
}

arrivals crowd::join(const std::string& course, std::vector<room> rooms) {
    course_ = course;
    rooms_ = std::move(rooms);
    seat_everybody();
    start_lectures();
    arrivals went;
    for (std::size_t from = 0; from < attendees_.size(); from += tickets_at_once) {
        std::vector<attendee*> some;
        const auto upto = std::min(attendees_.size(), from + tickets_at_once);
        for (std::size_t at = from; at < upto; ++at) some.push_back(attendees_[at].get());
        bring_in(some, went);
    }
    stall_some();
    note_loss();
    return went;
}

void crowd::stall_some() {
    for (auto& each : rooms_) each.readers = each.count - each.stalled - each.onlookers;
    for (const auto& each : attendees_) {
        if (each->at().will_stall) each->stall();
    }
}

void crowd::note_loss() {
    in_.on_lost = [this](attendee& one) {
        if (one.at().is_reader) --rooms_[one.at().room].readers;
    };
}

void crowd::start_lectures() {
    if (in_.speaks != dialect::aula) return;
    std::vector<attendee*> who;
    for (std::size_t at = 0; at < rooms_.size(); ++at) {
        const place desk{
            .number = static_cast<std::uint32_t>(attendees_.size() + at),
            .person = static_cast<std::uint32_t>(at % lecturers_known_),
            .room = static_cast<std::uint16_t>(at),
            .is_reader = false
        };
        who.push_back(lecturers_.emplace_back(std::make_unique<attendee>(in_, desk)).get());
    }
    arrivals unused;
    bring_in(who, unused);
    in_.controls_answered = 0;
    for (auto* const each : who) {
        each->send(command_text("open_session", first_control + next_control_++));
        each->send(command_text("start_session", first_control + next_control_++));
    }
    const auto deadline = now() + answer_patience;
    while (in_.controls_answered < 2 * who.size() && now() < deadline) in_.loop.turn(deadline);
}

void crowd::leave() {
    goes_on.reset();
    in_.on_lost = nullptr;
    attendees_.clear();
    lecturers_.clear();
    rooms_.clear();
}

attendee* crowd::author_of(std::size_t in_room, const authorship& by) {
    if (by.is_media || !by.deck.empty()) return lecturers_[in_room].get();
    auto& where = rooms_[in_room];
    const auto choice = std::min(by.count, where.count - where.stalled - by.first);
    for (std::uint32_t tries = 0; tries < choice; ++tries) {
        const auto rank = by.is_in_turn ? where.next_author++ % choice : tries;
        auto* const author = attendees_[where.first + by.first + rank].get();
        if (author->is_seated()) return author;
    }
    return nullptr;
}

std::string crowd::message_text(const authorship& by, std::uint32_t number) {
    if (in_.speaks == dialect::nats) return nats_publication(echo_text(number, message_bytes));
    if (in_.speaks == dialect::echo) return echo_text(number, message_bytes);
    if (by.deck.empty()) return post_chat_text(number, message_bytes);
    const auto page = number % by.pages + 1;
    in_.slide_numbers[page % in_.slide_numbers.size()] = number;
    return show_slide_text(number, by.deck, page);
}

void crowd::show(std::size_t in_room, const std::string& deck, std::size_t page) {
    lecturers_.at(in_room)->send(show_slide_text(first_control + next_control_++, deck, page));
}

bool crowd::post(std::size_t in_room, const authorship& by, std::size_t stream, bool is_timed) {
    attendee* const author = author_of(in_room, by);
    if (author == nullptr || !author->is_seated()) return false;
    const auto number = in_.book.sent(stream, rooms_[in_room].readers, is_timed);
    if (by.is_media) {
        author->send(media_frame(number), opcode::binary);
        return true;
    }
    auto text = message_text(by, number);
    author->send(text);
    if (in_.told) in_.told->sent(*author, number, std::move(text));
    return true;
}

}  // namespace aula::load
