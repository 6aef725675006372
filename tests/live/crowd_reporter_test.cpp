#include "live/crowd_reporter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "live/followers.hpp"
#include "live/timing.hpp"

using namespace aula;
using namespace std::chrono_literals;

namespace {

const timestamp at_ten{std::chrono::hours{10}};
constexpr auto long_away = milliseconds{15s};
constexpr session_id followed_lecture{9};
constexpr participant_id yara{1}, bram{2};

connection_key socket_of(participant_id who) {
    return {0, static_cast<std::uint64_t>(who.value)};
}

/// One node's people, and what its reports make of them at the owner.
struct both_sides {
    crowd here;
    crowd_reporter reporter{followed_lecture, "n2"};
    followers there;
    timestamp now = at_ten;
    std::vector<participant_id> known;      ///< At the owner.
    std::vector<crowd_report::stay> stays;  ///< All that it has heard.

    both_sides() { reporter.begin(1, 7, here); }

    void comes(participant_id who) {
        here.end_stay(who, now, long_away);
        here.arrive(who, socket_of(who), "Somebody", role::attendee, now);
        reporter.changed(who);
    }
    void goes(participant_id who) {
        here.depart(who, socket_of(who), now, leave_reason::left);
        reporter.changed(who);
    }
    /// Everything that is to be said; lost on the way, or heard and answered.
    void report(bool is_lost = false) {
        while (const auto said = reporter.next(here, now)) {
            if (is_lost) continue;
            const auto news = there.take(*said, now);
            if (!news.is_gap) {
                for (const auto& each : said->stays) note(each);
            }
            for (const auto who : news.lost) std::erase(known, who);
            for (const auto who : news.missing) std::erase(known, who);
            reporter.heard({followed_lecture, 7, said->number, news.is_gap, {}}, here);
        }
    }
    void note(const crowd_report::stay& said) {
        std::erase(known, said.who);
        if (!said.gone) known.push_back(said.who);
        stays.push_back(said);
    }
};

}  // namespace

TEST_CASE("the owner knows who comes and goes at another node") {
    both_sides at;
    at.comes(yara);
    at.comes(bram);
    at.report();
    CHECK(at.known.size() == 2);
    CHECK(at.reporter.is_settled());
    at.goes(yara);
    at.report();
    CHECK(at.known == std::vector{bram});
}

TEST_CASE("after a report that was lost everybody is reported anew") {
    both_sides at;
    at.comes(yara);
    at.report();
    at.goes(yara);
    at.report(true);
    CHECK_FALSE(at.reporter.is_settled());
    at.comes(bram);
    at.report();  // the owner finds a gap, and asks
    CHECK(at.known == std::vector{bram});
    CHECK(at.reporter.is_settled());
}

TEST_CASE("what nobody answers is said again after a while") {
    both_sides at;
    at.comes(yara);
    at.report(true);
    at.now += timing::report_answer_max;
    at.report();
    CHECK(at.known == std::vector{yara});
}

TEST_CASE("who is not among everybody any more is gone") {
    both_sides at;
    at.comes(yara);
    at.comes(bram);
    at.report();
    at.here = {};
    at.here.arrive(bram, socket_of(bram), "Ben", role::attendee, at.now);
    at.reporter.begin(1, 7, at.here);
    at.report();
    CHECK(at.known == std::vector{bram});
}

TEST_CASE("a node that begins anew loses whoever it had") {
    both_sides at;
    at.comes(yara);
    at.report();
    at.here = {};
    at.reporter.begin(2, 7, at.here);
    at.report();
    CHECK(at.known.empty());
}

TEST_CASE("who comes is told with how long ago that was, who goes with both") {
    both_sides at;
    at.comes(yara);
    at.now += 2s;
    at.report();
    REQUIRE(at.stays.size() == 1);
    CHECK(at.stays[0].ago == 2s);
    CHECK_FALSE(at.stays[0].gone);
    at.goes(yara);
    at.now += 1s;
    at.report();
    REQUIRE(at.stays.size() == 2);
    CHECK(at.stays[1].ago == 3s);
    CHECK(at.stays[1].gone == crowd_report::end{1s, leave_reason::left});
}

TEST_CASE("who was away and is back before that could be told is told of twice") {
    both_sides at;
    at.comes(yara);
    at.report();
    at.now += 5s;
    at.goes(yara);
    at.now += long_away;
    at.comes(yara);
    at.now += 1s;
    at.report();
    REQUIRE(at.stays.size() == 3);
    CHECK(at.stays[1].ago == 6s + long_away);
    CHECK(at.stays[1].gone == crowd_report::end{1s + long_away, leave_reason::left});
    CHECK(at.stays[2].ago == 1s);
    CHECK_FALSE(at.stays[2].gone);
    CHECK(at.known == std::vector{yara});

    at.reporter.begin(1, 8, at.here);  // another owner is told the same
    at.stays.clear();
    while (const auto said = at.reporter.next(at.here, at.now)) {
        for (const auto& each : said->stays) at.note(each);
        at.reporter.heard({followed_lecture, 8, said->number, false, {}}, at.here);
    }
    CHECK(at.stays.size() == 2);

    at.here.forget_ended(at.now);
    at.reporter.begin(1, 9, at.here);
    CHECK(at.reporter.next(at.here, at.now)->stays.size() == 1);
}

TEST_CASE("a crowd of thousands is reported in several parts") {
    both_sides at;
    constexpr std::int64_t many = 2500;
    for (std::int64_t number = 1; number <= many; ++number) at.comes(participant_id{number});
    std::size_t reports = 0;
    while (const auto said = at.reporter.next(at.here, at.now)) {
        CHECK(said->stays.size() <= crowd_reporter::stays_max);
        CHECK(said->is_first == (reports == 0));
        at.there.take(*said, at.now);
        at.reporter.heard({followed_lecture, 7, said->number, false, {}}, at.here);
        ++reports;
        CHECK(said->is_whole == (reports == 3));
    }
    CHECK(reports == 3);
}

TEST_CASE("who follows says so now and then, also when nobody comes") {
    both_sides at;
    at.report();
    CHECK_FALSE(at.reporter.next(at.here, at.now));
    at.now += timing::report_pause;
    CHECK(at.reporter.next(at.here, at.now));
}

TEST_CASE("an owner without a node's first report asks for everybody") {
    followers there;
    crowd_report second;
    second.session = followed_lecture;
    second.from = "n2";
    second.number = 5;
    CHECK(there.take(second, at_ten).is_gap);
    second.is_first = true;
    CHECK_FALSE(there.take(second, at_ten).is_gap);
}

TEST_CASE("an owner knows for some time who has gone from a node and not come back to it") {
    both_sides at;
    at.comes(yara);
    at.comes(bram);
    at.report();
    at.goes(yara);
    at.goes(bram);
    at.report();
    at.comes(bram);
    at.report();
    CHECK(at.there.gone_from("n2", at_ten) == std::vector{yara});
    CHECK(at.there.gone_from("n3", at_ten).empty());
    CHECK(at.there.gone_from("n2", at_ten + 1s).empty());
    CHECK(at.there.gone_from("n2", at_ten).empty());
}

TEST_CASE("a node that ends had whoever was reported last") {
    followers there;
    crowd_report said;
    said.session = followed_lecture;
    said.from = "n2";
    said.is_first = true;
    said.stays.push_back({yara, "Ada", role::attendee, {}, {}});
    there.take(said, at_ten);
    CHECK(there.silent_since(at_ten + milliseconds{1}).empty());  // somebody is there
    const auto news = there.drop("n2");
    CHECK(news.lost == std::vector{yara});
    CHECK(news.lost_at == at_ten);
    CHECK(there.is_empty());
}
