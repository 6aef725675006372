// What simulated worlds have found, each as the shortest story that shows it.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "domain/fold.hpp"
#include "sim/server_process.hpp"
#include "store/courses.hpp"
#include "store/event_log.hpp"
#include "store/fixture.hpp"

using namespace aula;
using namespace aula::sim;

namespace {

/// A connection that takes everything.
class listening final : public sink {
public:
    std::size_t write(std::span<const char> bytes) override {
        cutter_.add(bytes, [this](const sent_frame& frame) {
            if (frame.message) heard.push_back(*frame.message);
        });
        return bytes.size();
    }
    void keep(std::span<const char>) override {}
    void push(shared_frame frame) override { write(*frame); }
    std::size_t waiting() const override { return 0; }
    void close(close_code why) override { closed = why; }
    void drop(close_code why) override { closed = why; }

    template <class Message>
    std::vector<Message> only() const {
        std::vector<Message> out;
        for (const auto& each : heard) {
            if (const auto* one = std::get_if<Message>(&each)) out.push_back(*one);
        }
        return out;
    }

    std::vector<server_message> heard;
    std::optional<close_code> closed;

private:
    frame_cutter::known_messages known_;
    frame_cutter cutter_{known_};
};

/// One session on a simulated disk, a server of two shards, and nothing left to chance but delays.
class stage {
public:
    stage() {
        disk_.db = test::must(sqlite_database::open(":memory:", sqlite_access::writer));
        test::must(migrate(*disk_.db, virtual_clock::beginning));
        in_.course = test::must(courses::add(*disk_.db, test::immunology()));
        where = test::must(sessions::add(*disk_.db, test::monday(in_.course)));
        in_.settings.grace = milliseconds{1'500};
        in_.settings.checkpoint = milliseconds{3'000};
        in_.settings.silence = std::chrono::hours{1};  // nobody answers pings here
        in_.shards = 2;
        start();
    }

    ~stage() { crash(); }
    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;

    void start() { process = std::make_unique<server_process>(in_); }
    void crash() { process.reset(); }
    void pass(milliseconds time) {
        const auto until = time_.now() + time;
        bool is_over = false;
        time_.at(until, owner::world, {"so far"}, [&] { is_over = true; });
        while (!is_over) {
            time_.step();
            if (process) process->poll();
        }
    }
    connection_number enter(
        listening& as, std::int64_t who, role what, std::optional<seq_number> since = {}
    ) {
        return process->part(here).enter(
            as, where, viewer{participant_id{who}, login_id{who}, "Ada", what, since}
        );
    }
    void leave(connection_number which) { process->part(here).leave(which, leave_reason::left); }
    void disk_is(disk_health how) { disk_.health = how; }
    timestamp now() const { return virtual_clock::at(time_.now()); }
    std::vector<logged_event> log() {
        return test::must(event_log::read(*disk_.db, where, 1, 1'000));
    }
    const person& person_now(std::int64_t who) {
        state_ = std::make_unique<session>(where);
        for (const auto& each : log()) fold(*state_, each);
        return *state_->people.find(participant_id{who});
    }

    static constexpr std::size_t here = 0;  ///< The session's room is on the other shard.
    session_id where;
    std::unique_ptr<server_process> process;

private:
    timeline time_;
    dice dice_{1};
    disk disk_;
    std::map<session_id, ledger> ledgers_;
    presence_truth presence_{time_};
    verdict verdict_;
    std::vector<participant_id> untold_;
    std::unique_ptr<session> state_;
    static const std::string* nobody_asked(std::int64_t, std::uint32_t) { return nullptr; }
    surroundings in_{time_, dice_, disk_, ledgers_,     presence_, verdict_, untold_,
                     {},    {},    1,     nobody_asked, {},        {}};
};

constexpr milliseconds a_moment{100};

}  // namespace

TEST_CASE("whoever left while nothing could be saved is credited until they left") {
    stage on;
    listening ada;
    const auto seat = on.enter(ada, 7, role::attendee);
    on.pass(a_moment);
    on.disk_is(disk_health::full);
    on.leave(seat);
    const auto gone = on.now();
    on.pass(seconds{20});
    on.disk_is(disk_health::good);
    on.pass(seconds{1});
    const auto was = on.person_now(7);
    REQUIRE(was.presences.size() == 1);
    CHECK(was.presences[0].to == gone);
    CHECK(was.presences[0].why == leave_reason::left);
}

TEST_CASE("whoever left and came back while nothing could be saved has been away") {
    stage on;
    listening ada, again;
    const auto seat = on.enter(ada, 7, role::attendee);
    on.pass(a_moment);
    on.disk_is(disk_health::full);
    on.leave(seat);
    const auto gone = on.now();
    on.pass(seconds{20});
    on.enter(again, 7, role::attendee);
    const auto back = on.now();
    on.pass(a_moment);
    on.disk_is(disk_health::good);
    on.pass(seconds{1});
    const auto was = on.person_now(7);
    REQUIRE(was.presences.size() == 2);
    CHECK(was.presences[0].to == gone);
    CHECK(was.presences[1].from >= back);
}

TEST_CASE("what a crash left open ends at the checkpoint, also when the disk is full at the start"
) {
    stage on;
    listening ada, ben;
    on.enter(ada, 7, role::attendee);
    on.pass(seconds{5});
    const auto crashed = on.now();
    on.crash();
    on.disk_is(disk_health::full);
    on.start();
    on.enter(ben, 8, role::attendee);
    on.pass(seconds{20});
    on.disk_is(disk_health::good);
    on.pass(seconds{1});
    const auto was = on.person_now(7);
    REQUIRE(was.presences.size() == 1);
    REQUIRE(was.presences[0].to);
    CHECK(*was.presences[0].to <= crashed);
    CHECK(on.person_now(8).is_present());
}

TEST_CASE("a log that cannot be read for a moment sends people to come back, not away") {
    stage on;
    on.disk_is(disk_health::cannot_be_read);
    listening ada, late, again;
    const auto seat = on.enter(ada, 7, role::attendee);
    on.pass(a_moment);
    REQUIRE(ada.closed == close_code::overloaded);
    on.disk_is(disk_health::good);
    on.enter(late, 8, role::attendee);  // while the other is still there
    on.leave(seat);
    on.pass(a_moment);
    CHECK(late.only<accepted>().size() == 1);
    on.enter(again, 7, role::attendee);
    on.pass(a_moment);
    CHECK(again.only<accepted>().size() == 1);
}

TEST_CASE("whoever comes with an old ticket is what they are now, not what it says") {
    stage on;
    listening first, second, third;
    const auto seat = on.enter(first, 7, role::attendee);
    on.pass(a_moment);
    on.leave(seat);
    const auto other = on.enter(second, 7, role::lecturer);
    on.pass(a_moment);
    REQUIRE_FALSE(second.only<accepted>().empty());
    CHECK(second.only<accepted>().back().you.role == role::attendee);
    on.leave(other);
    on.process->act(on.where, remove_participant{participant_id{7}});
    on.pass(a_moment);
    on.enter(third, 7, role::attendee);
    on.pass(a_moment);
    CHECK(third.closed == close_code::removed);
}

TEST_CASE("an audience that has taken another's place starts from its own answer alone") {
    stage on;
    listening staff;
    on.enter(staff, 1, role::lecturer);
    on.pass(a_moment);
    on.process->act(on.where, open_session{});
    on.process->act(on.where, start_session{});
    on.pass(a_moment);
    on.crash();  // so that no audience is left
    on.start();
    listening hasty, calm;
    const auto seat = on.enter(hasty, 7, role::attendee, 0);
    on.leave(seat);
    on.enter(calm, 8, role::attendee, 0);
    on.pass(a_moment);
    const auto shown = calm.only<received_event>();
    REQUIRE(shown.size() == 2);
    CHECK(shown[0].logged.seq < shown[1].logged.seq);
}

TEST_CASE("whoever has become staff meanwhile starts from what staff see") {
    stage on;
    listening teacher, before, after;
    on.enter(teacher, 1, role::lecturer);
    const auto seat = on.enter(before, 7, role::attendee);
    on.enter(before, 8, role::attendee);
    on.pass(a_moment);
    on.process->act(on.where, open_session{});
    on.process->act(on.where, mute_participant{participant_id{8}});  // which attendees are not told
    on.process->act(on.where, start_session{});
    on.pass(a_moment);
    const auto seen = before.only<received_event>().back().logged.seq;
    on.leave(seat);
    on.process->act(on.where, change_role{participant_id{7}, role::moderator});
    on.pass(a_moment);
    on.enter(after, 7, role::moderator, seen);
    on.pass(a_moment);
    REQUIRE_FALSE(after.only<welcome>().empty());
    CHECK(after.only<welcome>().back().view.chat.muted == std::vector{participant_id{8}});
}

TEST_CASE("tabs that came with different tickets before they could be written down are one role") {
    stage on;
    listening first, second;
    on.disk_is(disk_health::full);
    on.enter(first, 7, role::attendee);
    on.pass(seconds{1});
    on.enter(second, 7, role::moderator);
    on.pass(seconds{1});
    on.disk_is(disk_health::good);
    on.pass(seconds{1});
    REQUIRE(on.person_now(7).role == role::moderator);
    for (const auto* each : {&first, &second}) {
        REQUIRE_FALSE(each->only<accepted>().empty());
        CHECK(each->only<accepted>().back().you.role == role::moderator);
    }
}

TEST_CASE("who asks first after a crash is told until when people were there") {
    stage on;
    listening ada;
    on.enter(ada, 7, role::attendee);
    on.pass(seconds{5});
    on.crash();
    on.start();
    std::optional<bool> is_present;
    on.process->part(1 - stage::here).rooms().find(on.where, [&](const auto& found) {
        auto& in = **found;
        in.when_saved([&] { is_present = in.shown().people.find(participant_id{7})->is_present(); }
        );
    });
    on.pass(a_moment);
    CHECK(is_present == false);
}
