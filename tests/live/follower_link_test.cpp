#include "live/follower_link.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <variant>
#include <vector>

#include "live/seconds.hpp"

using namespace aula;
using aula::test::at_second;
using namespace std::chrono_literals;

namespace {

constexpr session_id linked_lecture{5};
constexpr participant_id amara{1}, bilal{2};
constexpr milliseconds link_grace = 15s;

/// Keeps what the owner says.
class listening_nodes final : public peer_nodes {
public:
    const node_name& self() const override { return self_; }
    std::int64_t incarnation() const override { return 11; }
    bool is_beating() const override { return beats; }
    bool has_bus() const override { return true; }
    bool tell(const node_name& to, const node_message& one) override {
        told.emplace_back(to, one);
        return true;
    }
    void tell_followers(const node_message& one) override { said.push_back(one); }
    void tell_media(std::string_view) override {}
    void doubt_owner() override {}

    bool beats = true;
    std::vector<node_message> said;
    std::vector<std::pair<node_name, node_message>> told;

private:
    node_name self_ = "n1";
};

struct linked_owner {
    listening_nodes nodes;
    room_presence here{link_grace, {}};
    people log;
    follower_link link{linked_lecture, link_grace, 7, nodes};

    void comes(participant_id who, connection_key which, double when) {
        here.arrived(
            {who, which, "Somebody", {}, at_second(when)}, at_second(when), logged_people(log)
        );
    }
    void goes(participant_id who, connection_key which, double when) {
        here.departed(
            {who, which, at_second(when), leave_reason::left}, at_second(when), logged_people(log)
        );
    }
    /// Whether a beat goes out.
    bool beats(seq_number end, double when) {
        const auto before = nodes.said.size();
        link.beat(end, 1, here, at_second(when));
        return nodes.said.size() > before;
    }
    crowd_report report(std::uint64_t number, std::vector<crowd_report::stay> stays) const {
        crowd_report out;
        out.session = linked_lecture;
        out.from = "n2";
        out.incarnation = 21;
        out.epoch = 7;
        out.number = number;
        out.is_first = number == 0;
        out.stays = std::move(stays);
        return out;
    }
};

}  // namespace

TEST_CASE("an owner beats five times a second while it has news, and once while it has none") {
    linked_owner in;
    CHECK(in.beats(4, 0));
    CHECK_FALSE(in.beats(5, 0.199));
    CHECK(in.beats(5, 0.2));
    CHECK_FALSE(in.beats(5, 1.199));
    CHECK(in.beats(5, 1.2));
    const auto& last = std::get<room_beat>(in.nodes.said.back());
    CHECK(last == room_beat{linked_lecture, "n1", 7, 5, 1, {}});
}

TEST_CASE("a beat says who is absent, and how long ago they were last seen") {
    linked_owner in;
    in.comes(amara, {0, 1}, 0);
    CHECK(in.beats(1, 0));
    in.goes(amara, {0, 1}, 0.5);
    CHECK(in.beats(1, 0.6));
    const auto& absent = std::get<room_beat>(in.nodes.said.back()).absent;
    CHECK(absent == std::vector{told_absence{amara, 100ms, leave_reason::left}});
    CHECK(in.here.known().told.at == at_second(0.6));
}

TEST_CASE("a long list of absences is told once a second") {
    linked_owner in;
    CHECK(in.beats(1, 0));
    for (int number = 1; number <= 1001; ++number) {
        const connection_key which{0, static_cast<std::uint64_t>(number)};
        in.comes(participant_id{number}, which, 0.1);
        in.goes(participant_id{number}, which, 0.1);
    }
    CHECK_FALSE(in.beats(2, 0.999));
    CHECK(in.beats(2, 1));
}

TEST_CASE("a node whose beats do not reach the database does not speak as an owner") {
    linked_owner in;
    in.nodes.beats = false;
    CHECK_FALSE(in.beats(1, 0));
    in.nodes.beats = true;
    CHECK(in.beats(1, 0.01));
}

TEST_CASE(
    "events go to the followers in messages that the bus can carry, and to nobody without them"
) {
    linked_owner in;
    saved_events saved;
    for (seq_number seq = 1; seq <= 33; ++seq) {
        saved.push_back(std::make_shared<const logged_event>(logged_event{
            .seq = seq, .at = at_second(0), .by = {}, .key = {}, .what = session_opened{}
        }));
    }
    in.link.grew(saved);
    CHECK(in.nodes.said.empty());
    in.link.hear(in.report(0, {}), at_second(0));
    in.link.grew(saved);
    REQUIRE(in.nodes.said.size() == 2);
    CHECK(std::get<log_grew>(in.nodes.said[0]).events.size() == 32);
    CHECK(std::get<log_grew>(in.nodes.said[1]).events.at(0).seq == 33);
}

TEST_CASE("a report is news in its own order, and one that is missing is asked for") {
    linked_owner in;
    const crowd_report::end gone{1s, leave_reason::left};
    const auto first = in.report(0, {{amara, "Amara", {}, 3s, {}}, {bilal, "Bilal", {}, 9s, gone}});
    const auto news = in.link.hear(first, at_second(10));
    REQUIRE(news.size() == 2);
    CHECK(news[0].came->came == at_second(7));
    CHECK_FALSE(news[0].gone);
    CHECK(news[1].came->came == at_second(1));
    CHECK(news[1].gone->last_seen == at_second(9));
    CHECK(news[1].gone->which == news[1].came->which);
    in.link.answer(first, in.here, at_second(10));
    CHECK(
        std::get<report_heard>(in.nodes.told[0].second) ==
        report_heard{linked_lecture, 7, 0, false, {}}
    );
    const auto third = in.report(2, {{bilal, "Bilal", {}, 0s, {}}});
    CHECK(in.link.hear(third, at_second(11)).empty());
    in.link.answer(third, in.here, at_second(11));
    CHECK(
        std::get<report_heard>(in.nodes.told[1].second) ==
        report_heard{linked_lecture, 7, 2, true, {}}
    );
}

TEST_CASE("a follower hears which of those who left it have a connection elsewhere") {
    linked_owner in;
    in.comes(bilal, {0, 9}, 0);
    const crowd_report::end gone{0s, leave_reason::left};
    const auto said =
        in.report(0, {{amara, "Amara", {}, 3s, gone}, {bilal, "Bilal", {}, 9s, gone}});
    in.link.hear(said, at_second(10));
    in.link.answer(said, in.here, at_second(10));
    CHECK(in.nodes.told[0].first == "n2");
    const auto& heard = std::get<report_heard>(in.nodes.told[0].second);
    CHECK(heard.elsewhere == std::vector{bilal});
}

TEST_CASE("a node that ends was there until the later of its last beat and its last word") {
    const auto until = [](double last_beat) {
        linked_owner in;
        in.link.hear(in.report(0, {{amara, "Amara", {}, 0s, {}}}), at_second(10));
        const auto news = in.link.lose("n2", at_second(last_beat), at_second(13));
        REQUIRE(news.size() == 1);
        CHECK_FALSE(news[0].came);
        return news[0].gone->last_seen;
    };
    CHECK(until(8) == at_second(10));
    CHECK(until(12) == at_second(12));
    CHECK(until(20) == at_second(13));  // by a clock that is ahead
}

TEST_CASE("a follower that has nobody and says nothing is forgotten") {
    linked_owner in;
    in.link.hear(in.report(0, {}), at_second(0));
    CHECK(in.link.all().has("n2"));
    in.beats(1, 5);
    CHECK(in.link.all().has("n2"));
    in.beats(1, 5.001);
    CHECK_FALSE(in.link.all().has("n2"));
}
