#include "live/ownership.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "live/seconds.hpp"

using namespace aula;
using aula::test::at_second;
using namespace std::chrono_literals;

namespace {

using owner_state = ownership::state;

/// A lease of node n1, which is this one, or of n2; each process has an incarnation of its own.
lease lease_of(const node_name& owner, std::int64_t incarnation, std::int64_t epoch) {
    return {.owner = owner, .incarnation = incarnation, .epoch = epoch};
}

node_row row_of(const node_name& name, std::int64_t incarnation, milliseconds silence) {
    node_row ownership_row;
    ownership_row.name = name;
    ownership_row.incarnation = incarnation;
    ownership_row.silence = silence;
    return ownership_row;
}

// The inputs.
struct doubts {};
struct answers {
    lease now;
    std::optional<lease> before = {};
};
struct refusal_of {
    error_code code;
};
struct unreadable {};
struct lost_everything {};
struct give_away {};
struct is_given {
    lease to;
};
struct not_given {};
using ownership_input = std::variant<
    doubts, answers, refusal_of, unreadable, lost_everything, give_away, is_given, not_given>;

struct ownership_row {
    ownership_input is;
    std::string_view acts;
    owner_state then;
};

std::string acts_text(const ownership::ask&) {
    return "ask";
}
std::string acts_text(const ownership::ask_later&) {
    return "ask later";
}
std::string acts_text(const ownership::retire&) {
    return "retire";
}
std::string acts_text(const ownership::own& one) {
    return "own " + std::to_string(one.by.with.epoch);
}
std::string acts_text(const ownership::follow&) {
    return "follow";
}
std::string acts_text(const ownership::tell_owner&) {
    return "tell owner";
}
std::string acts_text(const ownership::fail&) {
    return "fail";
}
std::string acts_text(const ownership::acts& all) {
    std::string out;
    for (const auto& each : all) {
        if (!out.empty()) out += ", ";
        out += std::visit([](const auto& one) { return acts_text(one); }, each);
    }
    return out;
}

/// The node n1 in its incarnation 11.
const ownership::standpoint from_n1{
    .self = "n1", .incarnation = 11, .grace = 15s, .now = at_second(100), .owner_said_at = {}
};

struct ownership_machine {
    ownership whose;

    ownership::acts take(const doubts&) { return whose.doubt(); }
    ownership::acts take(const answers& one) {
        return whose.answered(ownership::claim_outcome{one.before, one.now, {}}, from_n1);
    }
    ownership::acts take(const refusal_of& one) {
        return whose.answered(error{one.code, "No."}, from_n1);
    }
    ownership::acts take(const unreadable&) { return whose.unreadable(); }
    ownership::acts take(const lost_everything&) { return whose.lost_everything(); }
    ownership::acts take(const give_away&) { return whose.give_away(); }
    ownership::acts take(const is_given& one) { return whose.given(one.to); }
    ownership::acts take(const not_given&) {
        return whose.given(error{error_code::conflict, "No."});
    }
};

void run_ownership(const std::vector<ownership_row>& table) {
    ownership_machine one;
    CHECK(one.whose.is() == owner_state::claiming);
    for (std::size_t line = 0; line < table.size(); ++line) {
        CAPTURE(line);
        const auto& each = table[line];
        const auto acts = std::visit([&](const auto& in) { return one.take(in); }, each.is);
        CHECK(acts_text(acts) == each.acts);
        CHECK(one.whose.is() == each.then);
    }
}

const lease our_lease = lease_of("n1", 11, 5);
const lease their_lease = lease_of("n2", 21, 6);

/// Since when the room is held to be without an owner, when a claim takes it from `before`.
std::optional<timestamp> taken_over_at(
    std::optional<lease> before, members nodes, ownership::standpoint from = from_n1
) {
    ownership whose;
    const auto acts = whose.answered(
        ownership::claim_outcome{std::move(before), our_lease, std::move(nodes)}, from
    );
    REQUIRE(acts.size() == 1);
    return std::get<ownership::own>(acts[0]).by.taken_over_at;
}

}  // namespace

TEST_CASE("a room is claimed once, and then owned or followed") {
    run_ownership({
        {doubts{}, "ask", owner_state::claiming},
        {doubts{}, "", owner_state::claiming},
        {answers{our_lease}, "own 5", owner_state::owning},
        {doubts{}, "ask", owner_state::owning},
        {answers{our_lease}, "", owner_state::owning},
    });
    run_ownership({
        {doubts{}, "ask", owner_state::claiming},
        {answers{their_lease}, "follow", owner_state::following},
        {doubts{}, "ask", owner_state::following},
        {answers{their_lease}, "", owner_state::following},
    });
}

TEST_CASE("a room that changes its owner is retired before the next one takes its place") {
    run_ownership({
        {answers{our_lease}, "own 5", owner_state::owning},
        {answers{their_lease}, "retire, follow", owner_state::following},
        {answers{lease_of("n1", 11, 7)}, "retire, own 7", owner_state::owning},
        {answers{lease_of("n1", 11, 9)}, "retire, own 9", owner_state::owning},
    });
}

TEST_CASE("a room that follows stays, and tells another owner who is here") {
    run_ownership({
        {answers{their_lease}, "follow", owner_state::following},
        {answers{lease_of("n3", 31, 7)}, "tell owner", owner_state::following},
        {answers{lease_of("n3", 32, 7)}, "tell owner", owner_state::following},
        {answers{lease_of("n3", 32, 7)}, "", owner_state::following},
    });
}

TEST_CASE("a lease of this node's earlier process is not this one's") {
    run_ownership({{answers{lease_of("n1", 10, 4)}, "follow", owner_state::following}});
}

TEST_CASE(
    "a claim that fails is an answer while there is no room, and is repeated when there is one"
) {
    run_ownership({
        {doubts{}, "ask", owner_state::claiming},
        {refusal_of{error_code::busy}, "fail", owner_state::claiming},
    });
    run_ownership({
        {answers{our_lease}, "own 5", owner_state::owning},
        {doubts{}, "ask", owner_state::owning},
        {refusal_of{error_code::busy}, "ask later", owner_state::owning},
        {doubts{}, "ask", owner_state::owning},
        {refusal_of{error_code::not_found}, "fail", owner_state::owning},
    });
}

TEST_CASE("a room whose log cannot be read is retired, and claimed again") {
    run_ownership({
        {answers{our_lease}, "own 5", owner_state::owning},
        {unreadable{}, "retire, ask later", owner_state::retired},
        {doubts{}, "ask", owner_state::retired},
        {refusal_of{error_code::busy}, "ask later", owner_state::retired},
        {answers{our_lease}, "own 5", owner_state::owning},
    });
}

TEST_CASE("a node that was held for dead gives up what it owned, and reports again where it follows"
) {
    run_ownership({
        {answers{our_lease}, "own 5", owner_state::owning},
        {lost_everything{}, "retire, ask", owner_state::retired},
        {lost_everything{}, "", owner_state::retired},
        {answers{our_lease}, "own 5", owner_state::owning},
    });
    run_ownership({
        {answers{their_lease}, "follow", owner_state::following},
        {lost_everything{}, "ask", owner_state::following},
        {answers{their_lease}, "tell owner", owner_state::following},
    });
}

TEST_CASE("a room that is given away asks nobody until it is given, or is claimed when it is not") {
    run_ownership({
        {answers{our_lease}, "own 5", owner_state::owning},
        {give_away{}, "retire", owner_state::retired},
        {doubts{}, "", owner_state::retired},
        {is_given{their_lease}, "follow", owner_state::following},
        {doubts{}, "ask", owner_state::following},
    });
    run_ownership({
        {answers{our_lease}, "own 5", owner_state::owning},
        {give_away{}, "retire", owner_state::retired},
        {not_given{}, "ask", owner_state::retired},
        {answers{our_lease}, "own 5", owner_state::owning},
    });
}

TEST_CASE("a new owner goes on from when the owner before was last alive") {
    const auto before = lease_of("n2", 21, 4);
    SUBCASE("nobody owned the room") {
        CHECK_FALSE(taken_over_at({}, {}));
    }
    SUBCASE("this process owned it") {
        CHECK(taken_over_at(lease_of("n1", 11, 4), {}) == at_second(100));
    }
    SUBCASE("its node has left") {
        CHECK(taken_over_at(before, {{}, at_second(99)}) == at_second(99));
    }
    SUBCASE("its last beat was three seconds before the nodes were read") {
        CHECK(taken_over_at(before, {{row_of("n2", 21, 3s)}, at_second(99)}) == at_second(96));
    }
    SUBCASE("the database's clock was set back, which makes no time of it") {
        CHECK(taken_over_at(before, {{row_of("n2", 21, -3s)}, at_second(99)}) == at_second(99));
    }
    SUBCASE("it spoke over the bus after its last beat") {
        auto from = from_n1;
        from.owner_said_at = at_second(98);
        CHECK(
            taken_over_at(before, {{row_of("n2", 21, 3s)}, at_second(99)}, from) == at_second(98)
        );
    }
    SUBCASE("another process has its name, and the row keeps the silence of the one before") {
        auto ownership_row = row_of("n2", 22, 0s);
        ownership_row.before = {.incarnation = 21, .silence = 4s};
        CHECK(taken_over_at(before, {{ownership_row}, at_second(99)}) == at_second(95));
        ownership_row.before.incarnation = 20;  // two processes ago: only its last word counts
        auto from = from_n1;
        from.owner_said_at = at_second(90);
        CHECK(taken_over_at(before, {{ownership_row}, at_second(100)}, from) == at_second(90));
    }
    SUBCASE("it died longer ago than the grace time and ten seconds") {
        CHECK(taken_over_at(before, {{row_of("n2", 21, 24s)}, at_second(99)}) == at_second(75));
        CHECK_FALSE(taken_over_at(before, {{row_of("n2", 21, 25s)}, at_second(99)}));
    }
}
