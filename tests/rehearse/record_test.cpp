#include <doctest/doctest.h>

#include "rehearse/lecture_record.hpp"
#include "rehearse/rehearse_time.hpp"

using namespace aula;
using namespace aula::rehearsal;
using aula::test::at;

namespace {

logged_event shown(seq_number seq, event what, int ms = 0) {
    return {.seq = seq, .at = at(ms), .by = {}, .key = {}, .what = std::move(what)};
}

chat_posted post(std::string text) {
    return {.who = {7}, .name = "Student 0007", .role = role::attendee, .text = std::move(text)};
}

}  // namespace

TEST_CASE("an event that two clients are shown with different contents is a mistake") {
    lecture_record record;
    record.saw(shown(1, post("one")));
    record.saw(shown(1, post("one")));
    CHECK(record.mistake_count == 0);
    record.saw(shown(1, post("another")));
    CHECK(record.mistake_count == 1);
}

TEST_CASE("live time is what lies between the shown starts and stops, each counted once") {
    lecture_record record;
    for (int twice = 0; twice < 2; ++twice) {
        record.saw(shown(1, session_opened{}, 0));
        record.saw(shown(2, session_started{}, 100));
        record.saw(shown(3, session_paused{}, 300));
        record.saw(shown(4, session_started{}, 400));
        record.saw(shown(5, session_ended{}, 450));
    }
    CHECK(record.live.total() == milliseconds{250});
}

TEST_CASE(
    "an acknowledged message that was never shown, or as another event, or twice, is a mistake"
) {
    lecture_record record;
    record.saw(shown(4, post("right")));
    record.saw(shown(5, post("twice")));
    record.saw(shown(6, post("twice")));
    record.posts.push_back({{7}, "right", 4});
    record.check_posts();
    CHECK(record.mistake_count == 0);
    record.posts.push_back({{7}, "lost", 9});
    record.posts.push_back({{7}, "right", 5});
    record.posts.push_back({{8}, "right", 4});
    record.posts.push_back({{7}, "twice", 5});
    record.check_posts();
    CHECK(record.mistake_count == 4);
}

TEST_CASE("all mistakes are counted and the first are kept") {
    lecture_record record;
    for (int count = 0; count < 50; ++count) record.mistake("x");
    CHECK(record.mistake_count == 50);
    CHECK(record.mistakes.size() == lecture_record::mistakes_max);
}

TEST_CASE("a crash makes uncertain what ended with the server or shortly before, and nothing else"
) {
    lecture_record record;
    record.grace = milliseconds{500};
    record.silence = milliseconds{300};
    const participant_id who{7};
    record.presences[who] = {
        {at(0), at(1000), at(1000)},
        {at(5000), at(9000), at(9000)},
        {at(9900), at(10'000), at(10'050)},
        {at(20'000), at(30'000), at(30'000)},
    };
    record.lost_server({.heard = at(10'050), .noticed = at(10'050)});
    // the same crash, noticed by somebody else
    record.lost_server({.heard = at(10'055), .noticed = at(10'060)});
    const auto all = record.presences_of(who, milliseconds{3000});
    CHECK(all[0].proven == at(1000));
    CHECK(all[0].until == at(1000));
    CHECK(all[1].proven == at(7050));
    CHECK(all[1].until == at(10'060));
    CHECK(all[1].is_cut);
    CHECK(all[2].proven == at(7050));
    CHECK(all[2].until == at(10'060));
    CHECK(all[3].proven == at(30'000));
    CHECK_FALSE(all[3].is_cut);
    CHECK(record.presences_of({8}, milliseconds{0}).empty());
}

TEST_CASE("a server that was silent before it was found gone may have gone at any time between") {
    lecture_record record;
    record.grace = milliseconds{500};
    record.silence = milliseconds{300};
    const participant_id who{7};
    record.presences[who] = {
        {at(0), at(5000), at(8000)},
        {at(9000), at(30'000), at(30'000)},
    };
    record.lost_server({.heard = at(5100), .noticed = at(8000)});
    const auto all = record.presences_of(who, milliseconds{1000});
    CHECK(all[0].proven == at(4100));
    CHECK(all[0].until == at(8000));
    CHECK(all[0].is_cut);
    CHECK_FALSE(all[1].is_cut);
}

TEST_CASE(
    "a server that slept credits who left meanwhile until it wakes, one that was killed does not"
) {
    lecture_record record;
    record.ping = milliseconds{500};
    const participant_id who{7};
    record.presences[who] = {{at(0), at(5000), at(7500)}, {at(20'000), at(25'000), at(25'000)}};
    record.lost_server({.heard = at(5000), .noticed = at(7500)});
    record.found_server(at(4000), {});
    record.found_server(at(9300), {});
    record.found_server(at(9900), {});
    record.lost_server({.heard = at(24'700), .noticed = at(25'000)});
    record.found_server(at(27'000), {});
    const auto all = record.presences_of(who, milliseconds{1000});
    CHECK(all[0].until == at(9300));
    CHECK(all[1].until == at(25'000));
}

TEST_CASE("the server's time is what the fastest answer says, and not what a slow one does") {
    lecture_record record;
    const local_time zero{};
    record.found_server(at(1700), zero + milliseconds{900});  // a second on its way
    CHECK(record.server_time(zero) == at(800));
    record.found_server(at(2000), zero + milliseconds{201});
    CHECK(record.server_time(zero) == at(1799));
    record.found_server(at(3000), zero + milliseconds{1900});
    CHECK(record.server_time(zero + milliseconds{1}) == at(1800));
}

TEST_CASE("every outage counts, each for those whom it met") {
    lecture_record record;
    const participant_id who{7};
    record.presences[who] = {
        {at(0), at(5000), at(5000)},
        {at(6000), at(12'000), at(12'000)},
        {at(20'000), at(30'000), at(30'000)},
    };
    record.lost_server({.heard = at(5000), .noticed = at(5000)});
    record.lost_server({.heard = at(12'000), .noticed = at(12'500)});
    const auto all = record.presences_of(who, milliseconds{2000});
    CHECK(all[0].proven == at(3000));
    CHECK(all[1].proven == at(10'000));
    CHECK(all[1].until == at(12'500));
    CHECK_FALSE(all[2].is_cut);
}

TEST_CASE("what a welcome may have shown is no mistake, but what it cannot explain is") {
    lecture_record record;
    record.saw(shown(4, post("right")));
    record.posts.push_back({{7}, "in a welcome", 9});
    record.welcomes = 1;
    record.check_posts();
    CHECK(record.mistake_count == 0);
    record.posts.push_back({{7}, "something else", 4});
    record.check_posts();
    CHECK(record.mistake_count == 1);
}

TEST_CASE("latencies of an empty record are zero, and percentiles are of what was measured") {
    latencies none;
    CHECK(none.percentile(0.5) == 0);
    latencies some;
    for (int ms = 100; ms >= 1; --ms) some.add(std::chrono::milliseconds{ms});
    CHECK(some.percentile(0.5) == doctest::Approx(50));
    CHECK(some.percentile(0.99) == doctest::Approx(99));
    CHECK(some.percentile(1) == doctest::Approx(100));
}

TEST_CASE("a receipt counts only for those who were there when it was sent") {
    lecture_record record;
    const auto before = local_time::clock::now();
    record.sent(show_slide{{3}, 1});
    record.saw_live(slide_shown{{3}, 1}, before - milliseconds{10});
    CHECK(record.slides.count() == 1);
    record.saw_live(slide_shown{{3}, 1}, local_time::clock::now() + milliseconds{10});
    record.saw_live(slide_shown{{3}, 2}, before);
    CHECK(record.slides.count() == 1);
}

TEST_CASE("a server that is a day ahead after a restart has a wrong clock, and has not slept") {
    lecture_record record;
    const auto now = server_clock().now();
    const auto heard = local_time::clock::now();
    record.found_server(now, heard);
    record.found_server(now + std::chrono::hours{24}, heard);
    CHECK(record.server_time(heard) - now < milliseconds{2});
    CHECK(record.right_time(now + std::chrono::hours{24}) - now < milliseconds{2});
    CHECK(record.right_time(now) == now);
    record.saw({1, now, {}, {}, session_started{}});
    record.saw({2, now + std::chrono::hours{24} + seconds{5}, {}, {}, session_paused{}});
    CHECK(record.live.total() - seconds{5} < milliseconds{2});
}

TEST_CASE("a session that ended by itself must have ended when the rehearsal says") {
    lecture_record record;
    record.own_end = at(300);
    record.saw(shown(1, session_started{}, 100));
    record.saw(shown(2, session_ended{.until = at(300)}, 900));
    CHECK(record.live.total() == milliseconds{200});
    CHECK(record.mistake_count == 0);
    lecture_record wrong;
    wrong.own_end = at(300);
    wrong.saw(shown(1, session_ended{.until = at(301)}, 900));
    CHECK(wrong.mistake_count == 1);
}
