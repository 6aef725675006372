#include "live/live_metrics.hpp"

#include "base/metrics_text.hpp"
#include "live/live_world.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::string page_of(live_world& world) {
    metrics_text page;
    world.all().report(page);
    return std::move(page).take();
}

bool has_line(const std::string& page, const std::string& line) {
    return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

/// Looks once in every turn of a shard; what a tick measures is there after the next one.
bool comes_true_in(live_world& world, const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < until) {
        if (holds()) return true;
        world.on(0, [](live_shard&) {});
    }
    return false;
}

bool comes_to_have(live_world& world, const std::string& line) {
    return comes_true_in(world, [&] { return has_line(page_of(world), line); });
}

}  // namespace

TEST_CASE("before anything has happened every family is there, with nothing in it") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto page = page_of(world);
    CHECK(has_line(page, "aula_rooms_loaded 0"));
    CHECK(has_line(page, "aula_subscribers_seated{shard=\"1\"} 0"));
    CHECK(has_line(page, "aula_save_seconds_count 0"));
    for (const auto reason : every_refusal) {
        const std::string name(name_of(reason));
        CHECK(has_line(page, "aula_refusals_total{reason=\"" + name + "\"} 0"));
    }
    CHECK(has_line(page, "aula_commands_total{kind=\"remove_participant\"} 0"));
}

TEST_CASE("commands, refusals, joins and events are counted, and people where they sit") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& student = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    const auto seat = world.enter(1, student, where, a_student);
    REQUIRE(hears<welcome>(student, 1));
    world.submit(1, seat, asking(1, open_session{}));
    REQUIRE(hears<refused>(student, 1));
    world.submit(0, desk, asking(1, open_session{}));
    REQUIRE(hears<ok>(lecturer, 1));

    auto page = page_of(world);
    CHECK(has_line(page, "aula_commands_total{kind=\"open_session\"} 2"));
    CHECK(has_line(page, "aula_commands_total{kind=\"join\"} 2"));
    CHECK(has_line(page, "aula_refusals_total{reason=\"not_permitted\"} 1"));
    CHECK(has_line(page, "aula_joins_total{how=\"welcomed\"} 2"));
    CHECK(has_line(page, "aula_events_shown_total 4"));
    CHECK(comes_to_have(world, "aula_subscribers_seated{shard=\"0\"} 1"));
    CHECK(comes_to_have(world, "aula_subscribers_seated{shard=\"1\"} 1"));
    CHECK(comes_to_have(world, "aula_people_present 2"));
    CHECK(comes_to_have(world, "aula_audiences 2"));
    CHECK(comes_to_have(world, "aula_rooms_loaded 1"));

    world.leave(0, desk);
    world.leave(1, seat);
    CHECK(comes_to_have(world, "aula_people_present 0"));
    CHECK(comes_to_have(world, "aula_subscribers_seated{shard=\"0\"} 0"));
}

TEST_CASE("somebody who comes back with a seq is counted as resumed") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& first = world.socket();
    auto& second = world.socket();
    const auto before = world.enter(0, first, where, a_student);
    REQUIRE(hears<welcome>(first, 1));
    auto again = a_student;
    again.since = only<welcome>(first.all())[0].seq;
    const auto after = world.enter(0, second, where, again);
    REQUIRE(hears<accepted>(second, 1));
    CHECK(has_line(page_of(world), "aula_joins_total{how=\"resumed\"} 1"));
    world.leave(0, before);
    world.leave(0, after);
}

TEST_CASE("a socket that takes nothing more is seen as blocked, and how far it is behind") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& slow = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    const auto seat = world.enter(1, slow, where, a_student);
    REQUIRE(hears<welcome>(slow, 1));
    slow.stall_after(0);
    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 6; ++ref) {
        world.submit(0, desk, asking(ref, post_chat{std::string(500, 'x')}));
    }
    REQUIRE(hears<ok>(lecturer, 5));
    CHECK(comes_to_have(world, "aula_subscribers_blocked 1"));
    const auto& counted = world.all().on(1).counts();
    CHECK(comes_true_in(world, [&] { return counted.lag_bytes.value() > 1500; }));
    world.leave(0, desk);
    world.leave(1, seat);
}
