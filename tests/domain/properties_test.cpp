// Random lectures from fixed seeds: whatever people do, the session and its attendance stay in
// order.

#include <algorithm>
#include <random>
#include <set>

#include "domain/attendance.hpp"
#include "domain/due.hpp"
#include "generated/codec.hpp"
#include "scenario.hpp"

using namespace aula;

namespace {

constexpr int people_count = 8;

/// A lecture in which everybody does something at random, allowed or not.
class random_lecture {
public:
    explicit random_lecture(std::uint32_t seed) : chance_(seed) {}

    void step() {
        story.at(story.now + milliseconds{pick(0, 40'000)});
        const someone who = person(pick(1, people_count));
        switch (pick(0, 5)) {
            case 0:
                story.arrives(who);
                break;
            case 1:
                story.when_system(leave{who.id, story.now - seconds{pick(0, 60)}, reason()});
                break;
            case 2:
                story.when_system(by_system());
                break;
            default:
                story.when(who, by_person());
                break;
        }
        while (const auto what = due(story.state, not_before(story.state, story.now)))
            story.when_system(*what).done();
    }

    scenario story;

private:
    int pick(int from, int to) { return std::uniform_int_distribution(from, to)(chance_); }
    leave_reason reason() { return pick(0, 1) == 0 ? leave_reason::left : leave_reason::lost; }
    participant_id anybody() { return {pick(1, people_count + 1)}; }
    timestamp some_moment() { return story.now + seconds{pick(-4000, 4000)}; }
    deck_id any_deck() { return {pick(1, 3)}; }
    static someone person(int number) {
        return {
            {number},
            "Person " + std::to_string(number),
            every_role[static_cast<std::size_t>(number) % 4]
        };
    }
    command by_person() {
        switch (pick(0, 20)) {
            case 0:
                return open_session{};
            case 1:
                return pause_session{};
            case 2:
                return pick(0, 30) == 0 ? command{end_session{}} : command{start_session{}};
            case 3:
                return mute_participant{anybody()};
            case 4:
                return unmute_participant{anybody()};
            case 5:
                return hide_chat{static_cast<seq_number>(pick(1, 400))};
            case 6:
            case 7:
            case 8:
            case 9:
                return show_slide{any_deck(), pick(0, 6)};
            case 10:
                return start_session{};
            case 11:
            case 12:
                return raise_hand{};
            case 13:
                return pick(0, 1) == 0 ? lower_hand{} : lower_hand{anybody()};
            case 14:
                return pick(0, 9) == 0 ? command{lower_all_hands{}} : command{call_hand{anybody()}};
            default:
                return post_chat{"word " + std::to_string(pick(0, 9))};
        }
    }
    command by_system() {
        switch (pick(0, 48)) {
            case 0:
                return remove_participant{anybody()};
            case 1:
            case 2:
                return change_role{anybody(), every_role[static_cast<std::size_t>(pick(0, 3))]};
            case 3:
            case 4:
                return detach_deck{any_deck()};
            case 5:
            case 6:
            case 7:
                return recover{};
            case 8:
            case 9:
            case 10:
                return attach_deck{any_deck(), "Deck", "cccccccccccccccccccc",
                                   pick(0, 5), 1600,   900};
            case 11:
                return change_call{};
            case 41:
            case 42:
                return plan_session{some_moment(), some_moment()};
            case 43:
                return resume_session{};
            case 44:
                return pick(0, 9) == 0 ? command{end_unattended{some_moment()}}
                                       : command{resume_session{}};
            case 45:
            case 46:
                return correct_session{some_moment(), some_moment(), "because", {}};
            case 47:
                return ask_confirmation{some_moment()};
            case 12:
                return change_call{"https://zoom.us/j/" + std::to_string(pick(0, 3))};
            default:
                return checkpoint{};
        }
    }

    std::mt19937 chance_;
};

void check_people(const session& state) {
    std::size_t present = 0;
    for (const auto& each : state.people.all()) {
        present += each.is_present() ? 1 : 0;
        CHECK_FALSE((each.is_removed && each.is_present()));
        for (std::size_t i = 0; i < each.presences.size(); ++i) {
            const auto& stay = each.presences[i];
            const bool is_last = i + 1 == each.presences.size();
            REQUIRE((stay.to || is_last));
            if (stay.to) CHECK(stay.from <= *stay.to);
            if (stay.to) CHECK(*stay.to <= state.last_at);
            if (!is_last) CHECK(*stay.to <= each.presences[i + 1].from);
        }
    }
    CHECK(state.people.present() == present);
    for (const auto who : state.chat.muted()) {
        CHECK(state.chat.is_muted(who));
        CHECK(state.people.find(who) != nullptr);
        CHECK(std::ranges::count(state.chat.muted(), who) == 1);
    }
}

/// Everybody in the queue is in the course, in a role that raises hands, and once.
void check_hands(const session& state) {
    const auto seen = view(state, audience_class::staff).hands;
    CHECK(seen.queue.size() == std::min(state.hands.count(), limits::hands_shown));
    std::set<participant_id> owners;
    for (const auto& hand : seen.queue) {
        CHECK(owners.insert(hand.who).second);
        CHECK(state.hands.is_up(hand.who));
        const auto* owner = state.people.find(hand.who);
        REQUIRE(owner != nullptr);
        CHECK_FALSE(owner->is_removed);
        CHECK(may(owner->role, raise_hand{}));
    }
    if (state.life.phase() == session_phase::scheduled) CHECK(seen.count == 0);
    if (state.life.phase() == session_phase::ended) CHECK(seen.count == 0);
}

void check_screen(const session& state) {
    const auto seen = view(state, audience_class::staff);
    CHECK(seen.chat.messages.size() <= limits::chat_shown);
    if (seen.slides.slide) {
        const auto* deck = state.slides.find(seen.slides.slide->deck);
        REQUIRE(deck != nullptr);
        CHECK(seen.slides.slide->page >= 1);
        CHECK(seen.slides.slide->page <= deck->pages);
    }
    std::set<deck_id> decks;
    for (const auto& each : seen.slides.decks) CHECK(decks.insert(each.deck).second);
    for (const auto& each : seen.chat.messages) CHECK(each.text.empty() == each.is_hidden);
}

void check_attendance(const session& state, timestamp now) {
    const auto all = attendance_of(state, now, {});
    CHECK(all.people.size() == state.people.all().size());
    for (const auto& [who, was] : all.people) {
        CHECK(was.live <= all.live);
        CHECK(was.live <= total(was.present));
        CHECK(total(was.present) <= now - nine_o_clock);
        CHECK((was.is_present || was.last_leave || !was.first_join));
        if (was.late) CHECK(*was.late >= milliseconds{0});
        if (was.left_early) CHECK(*was.left_early >= milliseconds{0});
        for (std::size_t i = 1; i < was.present.size(); ++i) {
            CHECK(was.present[i].from - was.present[i - 1].to >= attendance_rule{}.grace);
        }
    }
}

void check_same_attendance(const session& one, const session& other, timestamp now) {
    const auto a = attendance_of(one, now, {});
    const auto b = attendance_of(other, now, {});
    CHECK(a.live == b.live);
    REQUIRE(a.people.size() == b.people.size());
    for (const auto& [who, was] : a.people) {
        const auto* again = b.find(who);
        REQUIRE(again != nullptr);
        CHECK(was.present == again->present);
        CHECK(was.live == again->live);
        CHECK(was.rejoins == again->rejoins);
        CHECK(was.messages == again->messages);
        CHECK(was.slides_seen == again->slides_seen);
        CHECK(was.longest_gap == again->longest_gap);
    }
}

/// The log after a round trip through what the store keeps.
std::vector<logged_event> stored(std::vector<logged_event> log) {
    for (auto& each : log) {
        auto read = decode_event(name_of(each.what), encode_body(each.what));
        REQUIRE(read);
        each.what = *read;
    }
    return log;
}

}  // namespace

TEST_CASE("whatever happens, the session's invariants hold") {
    std::size_t events = 0;
    std::size_t most_hands = 0;
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        random_lecture lecture(seed);
        for (int step = 0; step < 400; ++step) {
            lecture.step();
            if (step % 10 != 0) continue;
            check_people(lecture.story.state);
            check_screen(lecture.story.state);
            check_hands(lecture.story.state);
            most_hands = std::max(most_hands, lecture.story.state.hands.count());
        }
        check_attendance(lecture.story.state, lecture.story.now);
        events += lecture.story.log.size();
        for (std::size_t i = 0; i < lecture.story.log.size(); ++i) {
            CHECK(lecture.story.log[i].seq == i + 1);
            if (i != 0) CHECK(lecture.story.log[i - 1].at <= lecture.story.log[i].at);
        }
    }
    CHECK(most_hands >= 2);
    CHECK(events > 40 * 50);  // the lectures were lively enough to mean something
}

TEST_CASE("the running state and the one folded from the stored log are the same") {
    for (std::uint32_t seed = 100; seed < 120; ++seed) {
        CAPTURE(seed);
        random_lecture lecture(seed);
        for (int step = 0; step < 400; ++step) lecture.step();
        const auto& running = lecture.story.state;
        const auto again = refolded(stored(lecture.story.log));
        for (const auto as : {audience_class::everyone, audience_class::staff}) {
            CHECK(view(running, as) == view(again, as));
        }
        check_same_attendance(running, again, lecture.story.now);
        check_same_attendance(running, again, lecture.story.now + seconds{100});
    }
}

TEST_CASE("what an ended presence has earned is never taken back") {
    random_lecture lecture(7);
    milliseconds before{};
    for (int step = 0; step < 300; ++step) {
        lecture.step();
        const auto& story = lecture.story;
        milliseconds ended{};
        for (const auto& each : story.state.people.all()) {
            for (const auto& stay : each.presences) {
                if (stay.to) ended += *stay.to - stay.from;
            }
        }
        CHECK(ended >= before);
        before = ended;
    }
    CHECK(before > seconds{60});
}
