// A session's own end, its plan in the log, and a clock that is wrong at a restart.

#include "domain/attendance.hpp"
#include "domain/fold.hpp"
#include "live/live_world.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;
using std::chrono::hours;

namespace {

constexpr auto a_day = hours{24};
const attendance_rule as_usual;

/// A session ends soon after its plan.
live_settings hasty_settings(milliseconds unconfirmed = hours{2}) {
    auto settings = quick_settings();
    settings.own_end.without_staff = milliseconds{300};
    settings.own_end.unconfirmed = unconfirmed;
    return settings;
}

timestamp now() {
    return server_clock().now();
}

void plan(store& kept, session_id where, timestamp from, timestamp to) {
    must(write(kept, [=](database& db) -> result<void> {
        auto planned = sessions::find(db, where);
        if (!planned) return planned.error();
        planned->starts_at = from;
        planned->ends_at = to;
        return sessions::change(db, *planned);
    }));
}

/// A lecture that Hope has opened and started, with Ada in it.
struct led_lecture {
    led_lecture(live_world& in, session_id of) : world(in), where(of) {}
    void begin() {
        come();
        world.submit(0, desk, asking(1, open_session{}));
        world.submit(0, desk, asking(2, start_session{}));
        REQUIRE(hears<ok>(at_desk, 2));
    }
    void come() {
        desk = world.enter(0, at_desk, where, a_lecturer);
        seat = world.enter(1, at_seat, where, a_student);
        REQUIRE(hears<welcome>(at_desk, 1));
        REQUIRE(hears<welcome>(at_seat, 1));
    }
    void everybody_leaves() {
        world.leave(0, desk);
        world.leave(1, seat);
    }

    live_world& world;
    session_id where;
    recording_sink& at_desk = world.socket();
    recording_sink& at_seat = world.socket();
    connection_number desk = 0;
    connection_number seat = 0;
};

std::vector<logged_event> log_in(store& kept, session_id where) {
    return must(read(kept, [where](database& db) { return event_log::read(db, where, 1, 1000); }));
}

bool ends(store& kept, session_id where) {
    return comes_true([&] { return !all_in<session_ended>(log_in(kept, where)).empty(); });
}

template <class Event>
timestamp when(const std::vector<logged_event>& log) {
    for (const auto& each : log) {
        if (std::holds_alternative<Event>(each.what)) return each.at;
    }
    FAIL("no such event");
    return {};
}

session folded(const std::vector<logged_event>& log, session_id where) {
    session state(where);
    for (const auto& each : log) fold(state, each);
    return state;
}

/// How much of the time that counts Ada was there, in tenths of a per cent.
std::int64_t share_of_ada(const std::vector<logged_event>& log, session_id where, timestamp at) {
    const auto all = attendance_of(folded(log, where), at, as_usual);
    const auto* was = all.find(a_student.who);
    REQUIRE(was != nullptr);
    REQUIRE(all.live > milliseconds::zero());
    return was->live.count() * 1000 / all.live.count();
}

}  // namespace

TEST_CASE("the plan is in the log when a session is opened, and when it is changed") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    const auto from = now() - std::chrono::minutes{1};
    plan(world.kept(), where, from, from + hours{1});
    led_lecture lecture(world, where);
    lecture.begin();
    const auto log = log_of(world, where);
    const auto plans = all_in<session_planned>(log);
    REQUIRE(plans.size() == 1);
    CHECK(plans[0] == session_planned{from, from + hours{1}});
    CHECK(when<session_planned>(log) <= when<session_opened>(log));
    lecture.everybody_leaves();
}

TEST_CASE("a session that nobody ends ends by itself, at its planned end") {
    temporary_folder folder;
    live_world world(folder.path(), hasty_settings());
    const auto where = world.plan_session();
    const auto to = now() + milliseconds{400};
    plan(world.kept(), where, now() - hours{1}, to);
    led_lecture lecture(world, where);
    lecture.begin();
    world.leave(0, lecture.desk);  // Ada's tab stays open
    REQUIRE(ends(world.kept(), where));
    const auto log = log_of(world, where);
    CHECK(all_in<session_ended>(log)[0].until == to);
    CHECK(when<session_ended>(log) >= to + milliseconds{300});
    CHECK(folded(log, where).life.end(now()) == to);
    REQUIRE(lecture.at_seat.wait([](const auto& all) { return !events<session_ended>(all).empty(); }
    ));
    world.leave(1, lecture.seat);
}

TEST_CASE("a lecture whose staff is there goes on after its planned end") {
    temporary_folder folder;
    live_world world(folder.path(), hasty_settings());
    const auto where = world.plan_session();
    plan(world.kept(), where, now() - hours{1}, now() + milliseconds{50});
    led_lecture lecture(world, where);
    lecture.begin();
    const auto until = now() + milliseconds{1200};
    REQUIRE(comes_true([&] { return now() > until; }));
    CHECK(all_in<session_ended>(log_of(world, where)).empty());
    const auto last_seen = world.all().now();  // another clock may tell another millisecond
    lecture.everybody_leaves();
    REQUIRE(ends(world.kept(), where));
    CHECK(*all_in<session_ended>(log_of(world, where))[0].until >= last_seen);
}

TEST_CASE("the staff is asked whether the lecture is still on, and an answer keeps it on") {
    temporary_folder folder;
    live_world world(folder.path(), hasty_settings(milliseconds{1500}));
    const auto where = world.plan_session();
    plan(world.kept(), where, now() - hours{2}, now() - hours{1});
    led_lecture lecture(world, where);
    lecture.begin();
    const auto is_asked = [](const auto& all) { return !events<confirmation_asked>(all).empty(); };
    REQUIRE(lecture.at_desk.wait(is_asked));
    world.submit(0, lecture.desk, asking(3, confirm_session{}));
    REQUIRE(hears<ok>(lecture.at_desk, 3));
    const auto confirmed = world.all().now();
    REQUIRE(ends(world.kept(), where));  // nobody answers a second time
    const auto log = log_of(world, where);
    CHECK(when<session_ended>(log) >= confirmed + milliseconds{1400});
    CHECK(all_in<session_ended>(log)[0].until == when<session_confirmed>(log));
    CHECK(all_in<confirmation_asked>(log).size() == 2);
    CHECK(events<confirmation_asked>(lecture.at_seat.all()).empty());
    lecture.everybody_leaves();
}

TEST_CASE("a server that is started later ends at once what nobody ended, though nobody comes") {
    temporary_folder folder;
    session_id where;
    timestamp to;
    timestamp seen;
    {
        live_world world(folder.path(), hasty_settings());
        where = world.plan_session();
        to = now() + milliseconds{600};
        plan(world.kept(), where, now() - hours{1}, to);
        led_lecture lecture(world, where);
        lecture.begin();
        seen = now();
        world.crash();
    }
    REQUIRE(comes_true([&] { return now() > to + milliseconds{500}; }));
    live_world world(folder.path(), hasty_settings());
    world.all().tend_begun_sessions();
    REQUIRE(ends(world.kept(), where));
    const auto log = log_of(world, where);
    CHECK(all_in<session_ended>(log)[0].until == to);
    CHECK(must(read(world.kept(), [](database& db) { return sessions::begun(db); })).empty());
    const auto all = attendance_of(folded(log, where), now(), as_usual);
    CHECK(all.live <= to - when<session_started>(log));
}

TEST_CASE("a restart with a clock a day ahead, and another with the right one, cost nobody a minute"
) {
    temporary_folder folder;
    session_id where;
    auto settings = quick_settings();
    settings.checkpoint = milliseconds{200};
    settings.grace = seconds{3};  // the time that the staff has to come back
    {
        live_world world(folder.path(), settings);
        where = world.plan_session();
        plan(world.kept(), where, now() - hours{1}, now() + hours{1});
        led_lecture lecture(world, where);
        lecture.begin();
        REQUIRE(comes_true([&] {
            return !all_in<presence_checkpointed>(log_of(world, where)).empty();
        }));
        world.crash();
    }
    {
        live_world world(folder.path(), settings, a_day);
        world.all().tend_begun_sessions();
        led_lecture lecture(world, where);
        lecture.come();
        REQUIRE(comes_true([&] {
            return all_in<presence_checkpointed>(log_of(world, where)).size() >= 3;
        }));
        const auto log = log_of(world, where);
        CHECK(all_in<session_resumed>(log).size() == 1);
        CHECK(share_of_ada(log, where, now() + a_day) >= 990);
        CHECK(all_in<session_ended>(log).empty());
        world.crash();
    }
    live_world world(folder.path(), settings);
    world.all().tend_begun_sessions();
    led_lecture lecture(world, where);
    lecture.come();
    const auto came = now();
    REQUIRE(comes_true([&] { return now() > came + milliseconds{900}; }));
    world.submit(0, lecture.desk, asking(9, end_session{}));
    REQUIRE(ends(world.kept(), where));
    const auto log = log_of(world, where);
    CHECK(all_in<clock_corrected>(log).size() == 1);
    CHECK(when<session_ended>(log) < now() + seconds{1});
    const auto all = attendance_of(folded(log, where), now(), as_usual);
    CHECK(all.find(a_student.who)->live >= milliseconds{900});
    CHECK(share_of_ada(log, where, now()) >= 800);  // some tens of milliseconds until they are back
    lecture.everybody_leaves();
}

TEST_CASE("a session that a wrong clock has ended goes on when the clock is right") {
    temporary_folder folder;
    session_id where;
    auto settings = hasty_settings();
    settings.checkpoint = milliseconds{200};
    {
        live_world world(folder.path(), settings);
        where = world.plan_session();
        plan(world.kept(), where, now() - hours{1}, now() + hours{1});
        led_lecture lecture(world, where);
        lecture.begin();
        world.crash();
    }
    {
        live_world world(folder.path(), settings, a_day);
        world.all().tend_begun_sessions();
        REQUIRE(ends(world.kept(), where));
        world.crash();
    }
    live_world world(folder.path(), settings);
    led_lecture lecture(world, where);
    lecture.come();
    REQUIRE(comes_true([&] {
        return folded(log_of(world, where), where).life.phase() == session_phase::live;
    }));
    world.submit(0, lecture.desk, asking(9, post_chat{"we go on"}));
    REQUIRE(hears<ok>(lecture.at_desk, 1));
    lecture.everybody_leaves();
}

TEST_CASE("minutes go on when the log is ahead of a clock that was set back") {
    temporary_folder folder;
    session_id where;
    auto settings = quick_settings();
    settings.checkpoint = milliseconds{200};
    {
        live_world world(folder.path(), settings);
        where = world.plan_session();
        plan(world.kept(), where, now() - hours{1}, now() + hours{1});
        led_lecture lecture(world, where);
        lecture.begin();
        world.crash();
    }
    live_world world(folder.path(), settings, -a_day);
    led_lecture lecture(world, where);
    lecture.come();
    REQUIRE(comes_true([&] {
        const auto state = folded(log_of(world, where), where);
        return attendance_of(state, state.last_at, as_usual).find(a_student.who)->live >=
               milliseconds{900};
    }));
    world.leave(1, lecture.seat);
    REQUIRE(comes_true([&] { return !all_in<participant_left>(log_of(world, where)).empty(); }));
    const auto state = folded(log_of(world, where), where);
    CHECK(
        attendance_of(state, state.last_at, as_usual).find(a_student.who)->live >= milliseconds{900}
    );
    world.leave(0, lecture.desk);
}
