#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/decide.hpp"
#include "domain/fold.hpp"
#include "domain/view.hpp"

namespace aula {

/// A person of the tests.
struct someone {
    participant_id id;
    std::string name;
    aula::role role = role::attendee;
};

inline const someone ada{{1}, "Ada Achieng", role::attendee};
inline const someone budi{{2}, "Budi Santoso", role::attendee};
inline const someone mira{{3}, "Mira", role::moderator};
inline const someone hope{{4}, "Hope", role::lecturer};
inline const someone otto{{5}, "Otto", role::organizer};
inline const someone everyone_of_them[]{ada, budi, mira, hope, otto};

inline constexpr deck_id slides_of_monday{1};
inline constexpr timestamp nine_o_clock{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9}
};
constexpr timestamp minute(int of) {
    return nine_o_clock + std::chrono::minutes{of};
}

inline attach_deck monday_deck(int pages = 12) {
    return {
        .deck = slides_of_monday,
        .title = "Monday",
        .hash = "aaaaaaaaaaaaaaaaaaaa",
        .pages = pages,
        .width = 1600,
        .height = 900,
    };
}

/// A session and the log that led to it: `given(…).when(who, command).then(event)` or
/// `.refused(why)`.
class scenario {
public:
    scenario& when(const someone& who, const command& asked, const std::string& key = {}) {
        return rule({who.id, role_of(state, who.id), now, false}, asked, key);
    }
    /// The server itself, about nobody in particular.
    scenario& when_system(const command& asked) {
        return rule({{}, role::organizer, now, true}, asked, {});
    }
    /// `since`: when that is told only now.
    scenario& arrives(const someone& who, std::optional<timestamp> since = {}) {
        const join asked{.name = who.name, .role = who.role, .since = since};
        return rule({who.id, who.role, now, true}, asked, {});
    }
    /// The last proof of life was now; that it was the last is found out after the grace time.
    scenario& goes(const someone& who, leave_reason why = leave_reason::left) {
        const leave asked{.who = who.id, .last_seen = now, .reason = why};
        return rule({who.id, who.role, now + seconds{15}, true}, asked, {});
    }
    scenario& at(timestamp then) {
        now = then;
        return *this;
    }

    scenario& then(const event& expected) {
        REQUIRE(last_);
        REQUIRE_MESSAGE(*last_, "refused: ", last_->refused());
        CHECK(**last_ == expected);
        return *this;
    }
    scenario& done() {
        REQUIRE(last_);
        CHECK_MESSAGE(*last_, "refused: ", last_->refused());
        return *this;
    }
    scenario& refused(refusal expected) {
        REQUIRE(last_);
        REQUIRE_FALSE(*last_);
        CHECK(last_->refused() == expected);
        return *this;
    }

    session state{session_id{1}};
    std::vector<logged_event> log;
    timestamp now = nine_o_clock;

private:
    scenario& rule(const actor& by, const command& asked, const std::string& key) {
        last_ = decide(state, by, asked);
        if (!*last_) return *this;
        log.push_back({state.last_seq + 1, not_before(state, by.at), by.id, key, **last_});
        fold(state, log.back());
        return *this;
    }

    std::optional<ruling> last_;
};

inline scenario given(scenario start) {
    return start;
}

/// Everybody named is here and the doors are closed.
inline scenario scheduled_session(const std::vector<someone>& people) {
    scenario start;
    for (const auto& each : people) start.arrives(each).done();
    return start;
}
inline scenario open_session_with(const std::vector<someone>& people) {
    return scheduled_session(people).when_system(open_session{}).done();
}
inline scenario live_session(const std::vector<someone>& people) {
    return open_session_with(people).when_system(start_session{}).done();
}
inline scenario paused_session(const std::vector<someone>& people) {
    return live_session(people).when_system(pause_session{}).done();
}
inline scenario ended_session(const std::vector<someone>& people) {
    return live_session(people).when_system(end_session{}).done();
}

/// Planned and live from minute 0 to minute 60, led by Hope, with Ada.
inline scenario led_lecture() {
    scenario story;
    story.when_system(plan_session{minute(0), minute(60)}).arrives(hope).arrives(ada);
    story.when(hope, open_session{}).when(hope, start_session{}).done();
    return story;
}

/// The same log folded again.
inline session refolded(const std::vector<logged_event>& log) {
    session again{session_id{1}};
    for (const auto& each : log) fold(again, each);
    return again;
}

}  // namespace aula

template <>
struct doctest::StringMaker<aula::refusal> {
    static String convert(aula::refusal value) { return std::string(name_of(value)).c_str(); }
};
