#include "live/room_presence.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/decide.hpp"
#include "domain/fold.hpp"
#include "live/seconds.hpp"

using namespace aula;
using aula::test::at_second;
using namespace std::chrono_literals;

namespace {

constexpr participant_id kofi{1}, linh{2};
constexpr connection_key k1{0, 1}, k2{0, 2}, l1{0, 3};
constexpr connection_key k_elsewhere{0, 1, 7}, k_third{0, 1, 8};
constexpr auto who_left = leave_reason::left;
constexpr auto who_lost = leave_reason::lost;
constexpr milliseconds desk_grace = 15s;

// The inputs, with the times in seconds.
struct comes {
    participant_id who;
    connection_key which;
    double came;
    role as = role::attendee;
};
struct goes {
    participant_id who;
    connection_key which;
    double last_seen;
    leave_reason why = who_lost;
};
struct stays_there {  ///< Another node reports it.
    participant_id who;
    connection_key which;
    double came;
};
struct was_there {
    participant_id who;
    connection_key which;
    double came, gone;
};
struct is_lost_there {
    participant_id who;
    connection_key which;
    double last_seen;
};
struct is_removed {
    participant_id who;
};
struct begins {};
struct takes_over {
    double last_alive;
};
struct inherits {
    participant_id who;
    double gone, told;
};
struct ticks {};
struct retells {};
struct is_refused {};  ///< What comes after it is not saved.
struct is_saved {};
struct recovery_fails {};
using presence_input = std::variant<
    comes, goes, stays_there, was_there, is_lost_there, is_removed, begins, takes_over, inherits,
    ticks, retells, is_refused, is_saved, recovery_fails>;

struct presence_row {
    double now;
    presence_input is;
    std::string_view says;
};

std::string seconds_text(timestamp when) {
    const auto ms = (when - at_second(0)).count();
    auto text = std::to_string(ms / 1000);
    if (ms % 1000 != 0) text += "." + std::to_string(ms % 1000);
    return text;
}

/// A machine, and a log that the rules and the fold make of what it says.
class presence_desk {
public:
    explicit presence_desk(std::vector<participant_id> present = {}, role as = role::attendee) {
        for (const auto who : present) {
            write(room_presence::coming{who, "Somebody", as, {}}, at_second(0));
        }
    }

    void run(const std::vector<presence_row>& table) {
        for (const auto& each : table) {
            CAPTURE(each.now);
            CAPTURE(each.is.index());
            said_.clear();
            std::visit([&](const auto& one) { take(one, at_second(each.now)); }, each.is);
            CHECK(said_ == each.says);
        }
    }

private:
    void take(const comes& one, timestamp now) {
        note(
            machine_.arrived(
                {one.who, one.which, "Somebody", one.as, at_second(one.came)}, now, log()
            ),
            now
        );
    }
    void take(const goes& one, timestamp now) {
        note(
            machine_.departed({one.who, one.which, at_second(one.last_seen), one.why}, now, log()),
            now
        );
    }
    void take(const stays_there& one, timestamp now) {
        const room_presence::arrival came{one.who, one.which, "Somebody", {}, at_second(one.came)};
        note(machine_.told({came, {}}, now, log()), now);
    }
    void take(const was_there& one, timestamp now) {
        const room_presence::arrival came{one.who, one.which, "Somebody", {}, at_second(one.came)};
        const room_presence::departure gone{one.who, one.which, at_second(one.gone), who_left};
        note(machine_.told({came, gone}, now, log()), now);
    }
    void take(const is_lost_there& one, timestamp now) {
        const room_presence::departure gone{one.who, one.which, at_second(one.last_seen), who_lost};
        note(machine_.told({{}, gone}, now, log()), now);
    }
    void take(const is_removed& one, timestamp now) { note(machine_.removing(one.who, now), now); }
    void take(const begins&, timestamp now) { note(machine_.begin(), now); }
    void take(const takes_over& one, timestamp now) {
        machine_.take_over(at_second(one.last_alive), now, log());
    }
    void take(const inherits& one, timestamp) {
        machine_.inherit({{{one.who, at_second(one.gone), who_left}}, at_second(one.told)});
    }
    void take(const ticks&, timestamp now) { note(machine_.ticked(now, log()), now); }
    void take(const retells&, timestamp now) {
        note(machine_.absences_again(), now);
        note(machine_.people_again(log()), now);
    }
    void take(const is_refused&, timestamp) { is_saving_ = false; }
    void take(const is_saved&, timestamp) { is_saving_ = true; }
    void take(const recovery_fails&, timestamp) {
        machine_.answered(room_presence::recovery{}, false);
    }

    logged_people log() const { return logged_people(log_.people); }

    void note(const room_presence::acts& acts, timestamp now) {
        for (const auto& each : acts) {
            std::visit([&](const auto& one) { say(text(one)); }, each);
            if (!is_saving_) continue;
            std::visit([&](const auto& one) { write(one, now); }, each);
        }
    }
    void say(const std::string& what) { said_ += (said_.empty() ? "" : ", ") + what; }

    static std::string text(const room_presence::recovery&) { return "recovery"; }
    static std::string text(const room_presence::coming& one) {
        const auto since = one.since ? " since " + seconds_text(*one.since) : "";
        return "coming " + std::to_string(one.who.value) + since;
    }
    static std::string text(const room_presence::going& one) {
        return "going " + std::to_string(one.who.value) + " at " + seconds_text(one.last_seen) +
               (one.why == who_left ? " left" : " lost");
    }
    static std::string text(const room_presence::role_change& one) {
        return "role " + std::to_string(one.who.value) +
               (is_staff(one.as) ? " staff" : " attendee");
    }

    void write(const room_presence::recovery&, timestamp now) {
        write({}, recover{}, now);
        machine_.answered(room_presence::recovery{}, true);
    }
    void write(const room_presence::coming& one, timestamp now) {
        write(one.who, join{.name = one.name, .role = one.as, .since = one.since}, now);
    }
    void write(const room_presence::going& one, timestamp now) {
        write(one.who, leave{.who = one.who, .last_seen = one.last_seen, .reason = one.why}, now);
        machine_.answered(one, true);
    }
    void write(const room_presence::role_change& one, timestamp now) {
        write({}, change_role{.who = one.who, .role = one.as}, now);
    }
    void write(participant_id by, const command& what, timestamp now) {
        const auto ruled = decide(log_, {by, role::organizer, now, true}, what);
        if (ruled)
            fold(log_, {.seq = log_.last_seq + 1, .at = now, .by = by, .key = {}, .what = *ruled});
    }

    session log_{session_id{3}};
    room_presence machine_{desk_grace, {}};
    bool is_saving_ = true;
    std::string said_;
};

}  // namespace

TEST_CASE("the log hears of a first connection, and of the last one when its grace time is over") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {0, comes{kofi, k1, 0}, "coming 1"},
        {1, comes{kofi, k2, 1}, ""},
        {4, goes{kofi, k1, 4}, ""},
        {5, goes{kofi, k2, 5, who_left}, ""},
        {19.9, ticks{}, ""},
        {20, ticks{}, "going 1 at 5 left"},
        {21, ticks{}, ""},
        {22, comes{kofi, k1, 22}, "coming 1"},
    });
}

TEST_CASE(
    "an absence shorter than the grace time is none; a longer one is written before the return"
) {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {0, comes{kofi, k1, 0}, "coming 1"},
        {5, goes{kofi, k1, 5}, ""},
        {19, comes{kofi, k2, 19}, ""},
        {30, goes{kofi, k2, 30}, ""},
        {45, comes{kofi, k1, 45}, "going 1 at 30 lost, coming 1"},
    });
}

TEST_CASE("a coming that the room hears of late is written since when it was") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {10.05, comes{kofi, k1, 10}, "coming 1"},
        {10.1, comes{linh, l1, 10}, "coming 2 since 10"},
    });
}

TEST_CASE("what an earlier process left open is closed before anything else is written") {
    presence_desk{{kofi}}.run({
        {60, is_refused{}, ""},
        {60, begins{}, "recovery"},
        {60.5, recovery_fails{}, ""},
        {61, comes{kofi, k1, 61}, "recovery, coming 1"},
        {63, recovery_fails{}, ""},
        {64, is_saved{}, ""},
        {64, retells{}, "recovery, coming 1 since 61"},
        {65, retells{}, ""},
    });
}

TEST_CASE("a new owner takes nobody for absent until the other nodes have had time to report") {
    presence_desk{{kofi, linh}}.run({
        {103, takes_over{100}, ""},
        {104, comes{kofi, k1, 104}, ""},
        {105.9, ticks{}, ""},
        {106, ticks{}, ""},
        {114.9, ticks{}, ""},
        {115, ticks{}, "going 2 at 100 lost"},
    });
}

TEST_CASE("a person who was awaited and comes after the grace time has been away") {
    presence_desk{{kofi}}.run({
        {120, takes_over{100}, ""},
        {121, comes{kofi, k1, 121}, ""},
        {122.9, ticks{}, ""},
        {123, ticks{}, "going 1 at 100 lost, coming 1 since 121"},
        {124, ticks{}, ""},
    });
}

TEST_CASE("what the owner before told of absences counts, unless it is old") {
    presence_desk{{kofi}}.run({
        {100, inherits{kofi, 95, 98}, ""},
        {103, takes_over{100}, ""},
        {110, ticks{}, "going 1 at 95 left"},
    });
    presence_desk{{kofi}}.run({
        {100, inherits{kofi, 95, 97.5}, ""},
        {103, takes_over{100}, ""},
        {110, ticks{}, ""},
        {115, ticks{}, "going 1 at 100 lost"},
    });
}

TEST_CASE("another node reports who is there, and a stay that has ended unheard") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {10, stays_there{kofi, k_elsewhere, 9}, "coming 1 since 9"},
        {30, was_there{linh, l1, 10, 20}, "coming 2 since 10"},
        {34.9, ticks{}, ""},
        {35, ticks{}, "going 2 at 20 left"},
        {40, was_there{linh, l1, 10, 20}, ""},
        {40, was_there{linh, l1, 10, 20.9}, ""},
        {40, ticks{}, ""},
    });
}

TEST_CASE("a gap between two nodes is found when the first of them reports its end") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {1, stays_there{kofi, k_elsewhere, 1}, "coming 1 since 1"},
        {60, stays_there{kofi, k_third, 60}, ""},
        {61, was_there{kofi, k_elsewhere, 1, 40}, "going 1 at 40 left, coming 1 since 60"},
        {62, was_there{kofi, k_elsewhere, 1, 40}, ""},
    });
}

TEST_CASE("a node that ends takes along who was there, and nobody who is elsewhere too") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {0, stays_there{kofi, k_elsewhere, 0}, "coming 1 since 0"},
        {0, stays_there{linh, {0, 2, 7}, 0}, "coming 2 since 0"},
        {1, comes{linh, l1, 1}, ""},
        {9, is_lost_there{kofi, k_elsewhere, 6}, ""},
        {9, is_lost_there{linh, {0, 2, 7}, 6}, ""},
        {21, ticks{}, "going 1 at 6 lost"},
    });
}

TEST_CASE("a late report of an absence that the log has is written once") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {0, stays_there{kofi, k_elsewhere, 0}, "coming 1 since 0"},
        {10, was_there{kofi, k_elsewhere, 0, 10}, ""},
        {25, ticks{}, "going 1 at 10 left"},
        {40, comes{kofi, k1, 40}, "coming 1"},
        {41, was_there{kofi, k_elsewhere, 0, 10}, ""},
    });
}

TEST_CASE("a participant who is removed is credited until they had left") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {0, comes{kofi, k1, 0}, "coming 1"},
        {0, comes{linh, l1, 0}, "coming 2"},
        {5, goes{kofi, k1, 5}, ""},
        {8, is_removed{kofi}, "going 1 at 5 lost"},
        {8, is_removed{linh}, ""},
    });
}

TEST_CASE("what could not be saved is said again; of two absences the first one counts") {
    presence_desk{}.run({
        {0, begins{}, "recovery"},
        {0, comes{kofi, k1, 0}, "coming 1"},
        {5, goes{kofi, k1, 5}, ""},
        {20, is_refused{}, ""},
        {20, ticks{}, "going 1 at 5 lost"},
        {25, comes{kofi, k2, 25}, ""},
        {30, goes{kofi, k2, 30}, ""},
        {45, ticks{}, "going 1 at 5 lost"},
        {50, comes{kofi, k1, 50}, ""},
        {51, is_saved{}, ""},
        {51, retells{}, "going 1 at 5 lost, coming 1 since 50"},
        {52, retells{}, ""},
    });
}

TEST_CASE("a role that could not be saved is said again") {
    presence_desk{{kofi}}.run({
        {100, takes_over{100}, ""},
        {101, comes{kofi, k1, 101, role::moderator}, ""},
        {102, retells{}, "role 1 staff"},
        {103, retells{}, ""},
    });
}

TEST_CASE("a person at a node that may have ended is absent, unless they are at another one too") {
    people nobody;
    room_presence machine(desk_grace, {});
    const logged_people log(nobody);
    machine.arrived({kofi, k_elsewhere, "Kofi", {}, at_second(0)}, at_second(0), log);
    machine.arrived({linh, {0, 2, 7}, "Linh", {}, at_second(0)}, at_second(0), log);
    machine.arrived({linh, l1, "Linh", {}, at_second(0)}, at_second(0), log);
    const std::vector<followers::missed> silent{{kofi, 7, at_second(3)}, {linh, 7, at_second(3)}};
    const std::vector<crowd::absence> expected{{kofi, at_second(3), who_lost}};
    CHECK(machine.absent(silent) == expected);
    CHECK(machine.absent({}).empty());
    CHECK(machine.is_connected(kofi));
}

TEST_CASE("the log's times are told as this server's clock tells them") {
    people log;
    log.fold({1, at_second(100)}, participant_joined{kofi, "Kofi", role::attendee, {}});
    const logged_people ahead(log, 40s);
    REQUIRE(ahead.last_of(kofi));
    CHECK(ahead.last_of(kofi)->from == at_second(60));
    CHECK_FALSE(ahead.last_of(kofi)->to);
    log.fold({2, at_second(130)}, participant_left{kofi, at_second(120), who_left});
    CHECK(ahead.last_of(kofi)->to == at_second(80));
    CHECK_FALSE(ahead.last_of(linh));
}
