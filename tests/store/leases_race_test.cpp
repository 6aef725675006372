#include <array>
#include <thread>

#include "store/leases.hpp"
#include "store/nodes_on_time.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// Three nodes, each with a store of its own where the engine allows more than one.
struct three_stores {
    std::array<temporary_folder, 3> folders;
    std::array<std::shared_ptr<store>, 3> kept;
    std::array<node_name, 3> names{"n0", "n1", "n2"};
    std::array<std::int64_t, 3> incarnations{};
    course_id course;

    three_stores() {
        const auto url = url_for(folders[0].path());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            kept[i] = i > 0 && !is_on_postgres()
                          ? kept[0]
                          : must(aula::open_store({.url = url, .folder = folders[i].path()}));
            incarnations[i] = must(write(*kept[i], [name = names[i]](database& db) {
                return nodes::enroll(db, in_a_cluster(name));
            }));
        }
        course = must(write(*kept[0], [](database& db) { return courses::add(db, immunology()); }));
    }

    std::vector<session_id> plan(int count) {
        return must(write(*kept[0], [this, count](database& db) {
            std::vector<session_id> planned;
            for (int i = 0; i < count; ++i) {
                planned.push_back(planned_session(db, course, "session-" + std::to_string(i)));
            }
            return result<std::vector<session_id>>(planned);
        }));
    }

    /// Tries again while others are at it, or while nobody was found dead for want of speed.
    lease claimed_by(std::size_t who, session_id session, const node_name& dead) {
        const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes{2};
        for (;;) {
            const auto said = write(*kept[who], [&](database& db) {
                make_steady(db, names[who]);
                return leases::claim(db, session, names[who], incarnations[who]);
            });
            if (said && said->owner != dead) return *said;
            REQUIRE((said || said.error().code == error_code::busy));
            REQUIRE(std::chrono::steady_clock::now() < patience);
        }
    }

    /// All at once, each in an order of its own; what each was answered.
    std::array<std::vector<lease>, 3> race_for(
        const std::vector<session_id>& sessions, const node_name& dead
    ) {
        std::array<std::vector<lease>, 3> answers;
        std::vector<std::jthread> racing;
        for (std::size_t who = 0; who < kept.size(); ++who) {
            answers[who].resize(sessions.size());
            racing.emplace_back([&, who] {
                for (std::size_t i = 0; i < sessions.size(); ++i) {
                    const auto at = (i * (who + 1) + who) % sessions.size();
                    answers[who][at] = claimed_by(who, sessions[at], dead);
                }
            });
        }
        racing.clear();
        return answers;
    }
};

void check_one_winner(const std::array<std::vector<lease>, 3>& answers, std::int64_t epoch) {
    for (std::size_t at = 0; at < answers[0].size(); ++at) {
        CAPTURE(at);
        for (const auto& each : answers) {
            CHECK(each[at].owner == answers[0][at].owner);
            CHECK(each[at].epoch == epoch);
        }
    }
}

}  // namespace

TEST_CASE("of all who claim a free room at once exactly one gets it") {
    three_stores place;
    // Their number is a prime, so that each order visits all.
    check_one_winner(place.race_for(place.plan(31), "nobody"), 1);
}

TEST_CASE("of all who claim a dead node's room at once exactly one gets it") {
    three_stores place;
    const auto sessions = place.plan(31);
    must(write(*place.kept[0], [&](database& db) -> result<void> {
        const auto incarnation = enrolled(db, "dead");
        for (const auto session : sessions) must(leases::claim(db, session, "dead", incarnation));
        shift_past(db, "dead", silence_max + milliseconds{100});
        return {};
    }));
    check_one_winner(place.race_for(sessions, "dead"), 2);
}
