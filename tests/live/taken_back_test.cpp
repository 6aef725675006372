// Random lectures from fixed seeds, in which messages are hidden and decks taken away. Whatever a
// client of any role asks for afterwards, at any node and in any way, is what the view shows.

#include "live/cluster_world.hpp"
#include "live/taken_back_world.hpp"
#include "support/memory.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// People who talk, hide, mute, turn slides, upload and remove decks, come and go; and pages that
/// stall, are cut off and come back meanwhile.
class lively_lecture {
public:
    /// Everybody speaks at the one server, and pages wander at the other, which may be the same.
    lively_lecture(hall& at, hall& elsewhere, store& kept, session_id where, std::uint32_t seed)
        : at_(at), elsewhere_(elsewhere), kept_(kept), where_(where), chance_(seed) {
        for (const auto as : every_role) {
            const auto shard = speakers_.size() % 2;
            speakers_.emplace_back(at_, shard, where_, person_of(as)).come(socket());
            wanderers_.emplace_back(elsewhere_, 1 - shard, where_, person_of(as)).come(socket());
            REQUIRE(hears<welcome>(*speakers_.back().socket(), 1));
        }
        for (std::size_t shard = 0; shard < 2; ++shard) {
            witnesses_.emplace_back(elsewhere_, shard, where_, person_of(role::attendee));
            witnesses_.back().come(socket());
            REQUIRE(hears<welcome>(*witnesses_.back().socket(), 1));
        }
        for (std::int64_t id = 11; id < 14; ++id) {
            others_.emplace_back(at_, 0, where_, somebody(id, "Other", role::attendee));
        }
        REQUIRE(std::holds_alternative<seq_number>(speaker(role::lecturer).ask(open_session{})));
    }

    void step() {
        wander(wanderers_[pick(wanderers_.size())]);
        switch (pick(14)) {
            case 0:
            case 1:
                return hide_something();
            case 2:
                return act(attach_deck{
                    {1 + static_cast<std::int64_t>(pick(3))}, "t" + next_word(), hash(), 9, 16, 9
                });
            case 3:
                return act(detach_deck{{1 + static_cast<std::int64_t>(pick(3))}});
            case 4:
                return ask(show_slide{
                    {1 + static_cast<std::int64_t>(pick(3))}, 1 + static_cast<int>(pick(9))
                });
            case 5:
                return ask(mute_participant{{11 + static_cast<std::int64_t>(pick(3))}});
            case 6:
                return ask(unmute_participant{{11 + static_cast<std::int64_t>(pick(3))}});
            case 7:
                return come_or_go(others_[pick(others_.size())]);
            case 8:
                return act(
                    change_role{{11 + static_cast<std::int64_t>(pick(3))}, every_role[pick(2)]}
                );
            case 9:
                return ask(pick(2) == 0 ? command{pause_session{}} : command{start_session{}});
            default:
                speakers_[pick(4)].ask(post_chat{text_of(++words_, pick(pick(2) == 0 ? 3 : 400))});
        }
    }

    /// Everybody comes back, and sees what the log adds up to; nobody was sent what was hidden
    /// before.
    void finish() {
        for (auto& each : wanderers_) {
            each.flow();
            leave_if_dropped(each);
            if (!each.is_here()) each.come(socket());
        }
        const auto log = log_in(kept_, where_);
        for (auto* group : {&speakers_, &wanderers_, &witnesses_}) {
            for (auto& each : *group) {
                const std::string role_name(name_of(each.as()));
                CAPTURE(role_name);
                REQUIRE(each.sees_all(log));
                CHECK(each.seen() == view_after(log, log.size(), each.as(), where_));
            }
        }
        for (const auto& each : marks_) {
            const auto found = found_in(each.at->bytes(), each.words, each.from);
            CHECK_MESSAGE(!found, *found, " was sent after it was taken back");
        }
    }
    std::size_t dropped() const { return dropped_; }
    std::size_t marks() const { return marks_.size(); }

private:
    /// From that byte on, these words may not be in what a socket is given.
    struct mark {
        recording_sink* at;
        std::size_t from;
        std::vector<std::string> words;
    };

    std::size_t pick(std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(chance_);
    }
    std::string next_word() { return std::to_string(++words_) + "z"; }
    std::string hash() { return "h" + next_word() + "-0123456789abcdef"; }
    recording_sink& socket() { return sockets_.emplace_back(); }
    page& speaker(role as) { return speakers_[static_cast<std::size_t>(as)]; }

    void ask(const command& what) { speakers_[1 + pick(3)].ask(what); }
    void act(const command& what) {
        std::promise<result<command_answer>> promised;
        auto said = promised.get_future();
        at_.post(at_.owner_of(where_), [&](live_shard& part) {
            const auto until = at_.now() + seconds{10};
            part.rooms().act(
                where_, what, [&](const auto& answer) { promised.set_value(answer); }, until
            );
        });
        const auto answer = must(said.get());
        const bool is_taken_away = std::holds_alternative<detach_deck>(what);
        const auto* seq = std::get_if<seq_number>(&answer);
        if (is_taken_away && seq != nullptr) forbid(*seq);
    }
    void hide_something() {
        std::vector<seq_number> said;
        for (const auto& each : log_in(kept_, where_)) {
            if (std::holds_alternative<chat_posted>(each.what)) said.push_back(each.seq);
        }
        if (said.empty()) return;
        // Mostly one of the last, as moderators do.
        const auto back =
            pick(3) == 0 ? pick(said.size()) : pick(std::min<std::size_t>(said.size(), 2));
        const auto answer = speakers_[1 + pick(3)].ask(hide_chat{said[said.size() - 1 - back]});
        if (const auto* seq = std::get_if<seq_number>(&answer)) forbid(*seq);
    }
    /// Once it was shown everywhere, nobody is sent those words.
    void forbid(seq_number shown) {
        for (auto& each : speakers_) REQUIRE(each.hears(shown));
        for (auto& each : witnesses_) REQUIRE(each.hears(shown));
        const auto words = words_taken_back(log_in(kept_, where_));
        for (auto* group : {&speakers_, &wanderers_, &witnesses_}) {
            for (auto& each : *group) {
                if (each.is_here()) marks_.push_back({each.socket(), each.received(), words});
            }
        }
    }

    bool leave_if_dropped(page& who) {
        if (!who.was_dropped()) return false;
        ++dropped_;
        who.go();
        return true;
    }
    void wander(page& who) {
        if (!who.is_here()) {
            if (pick(3) == 0) who.come(socket());
            return;
        }
        if (leave_if_dropped(who)) return;
        switch (pick(8)) {
            case 0:
                return who.go();
            case 1:
                return who.flow();
            case 2:
            case 3:
            case 4:
                return who.stall(pick(600));
            default:
                return;
        }
    }
    void come_or_go(page& who) {
        if (who.is_here()) return who.go();
        who.come(socket());
    }

    hall& at_;
    hall& elsewhere_;
    store& kept_;
    session_id where_;
    std::mt19937 chance_;
    std::deque<recording_sink> sockets_;
    std::deque<page> speakers_, wanderers_, witnesses_, others_;
    std::vector<mark> marks_;
    int words_ = 0;
    std::size_t dropped_ = 0;
};

/// For every role and every `since`, and without one: what is sent has none of the words that were
/// taken back, and leads to the view that the log adds up to.
void check_everybody(hall& at, store& kept, session_id where) {
    const auto log = log_in(kept, where);
    const auto gone = words_taken_back(log);
    REQUIRE(gone.size() > 4);
    std::size_t resumed = 0;
    for (const auto as : every_role) {
        const std::string role_name(name_of(as));
        const auto whole = view_after(log, log.size(), as, where);
        for (std::size_t since = 0; since <= log.size() + 1; ++since) {
            CAPTURE(role_name);
            CAPTURE(since);
            recording_sink socket;
            page probe(at, since % 2, where, person_of(as));
            const bool is_new = since > log.size();
            if (!is_new) probe.has_seen(view_after(log, since, as, where), since);
            probe.come(socket);
            REQUIRE(probe.sees_all(log));
            CHECK(probe.seen() == whole);
            const auto found = found_in(socket.bytes(), gone);
            CHECK_MESSAGE(!found, *found, " can still be had");
            if (only<accepted>(socket.all())[0].resumed) ++resumed;
            probe.go();
        }
    }
    CHECK(resumed > 0);
}

live_settings settings_of(std::uint32_t seed) {
    auto settings = quick_settings();
    if (seed % 2 == 0) settings.ring_bytes = 4096;
    if (seed % 3 == 0) settings.recent_bytes = 700;
    return settings;
}

}  // namespace

#ifdef AULA_HAS_SANITIZED_MEMORY
constexpr std::uint32_t lectures = 2;  // ten times slower there
#else
constexpr std::uint32_t lectures = 6;
#endif

TEST_CASE("no role can get words that were taken back, and everybody sees what the log says") {
    std::size_t dropped = 0;
    std::size_t marks = 0;
    for (std::uint32_t seed = 1; seed <= lectures; ++seed) {
        CAPTURE(seed);
        temporary_folder folder;
        session_id where;
        {
            live_world world(folder.path(), settings_of(seed));
            where = world.plan_session();
            lively_lecture lecture(world.all(), world.all(), world.kept(), where, seed);
            for (int step = 0; step < 60; ++step) lecture.step();
            lecture.finish();
            check_everybody(world.all(), world.kept(), where);
            dropped += lecture.dropped();
            marks += lecture.marks();
        }
        live_world again(folder.path(), settings_of(seed));
        check_everybody(again.all(), again.kept(), where);
    }
    CHECK(marks > lectures * 15);
    CHECK(dropped > 0);
}

TEST_CASE("a follower sends no words that were taken back, and neither does the next owner") {
    temporary_folder folder;
    cluster_world world(folder.path(), 2);
    const auto where = world.plan_session();
    {
        lively_lecture lecture(world.node(1).all(), world.node(2).all(), world.kept(), where, 77);
        for (int step = 0; step < 80; ++step) lecture.step();
        lecture.finish();
    }
    const bool is_first = world.owner_of(where) == "n1";
    auto& owner = world.node(is_first ? 1 : 2);
    auto& follower = world.node(is_first ? 2 : 1);
    check_everybody(follower.all(), world.kept(), where);
    check_everybody(owner.all(), world.kept(), where);
    owner.stop();
    check_everybody(follower.all(), world.kept(), where);
}
