#include "live/log_writer.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/fold.hpp"
#include "generated/codec.hpp"
#include "store/fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// A real database whose answers come when the test lets them.
class stepping_store final : public store {
public:
    enum class outcome { committed, refused, unknown };

    void stop() override {}
    store_statistics statistics() const override { return {}; }

    /// Does what waits, and answers. A refused commit leaves nothing behind; one whose end is
    /// unknown is done, and answered as if it were not.
    void step(outcome how = outcome::committed) {
        for (auto& each : std::exchange(jobs_, {})) {
            must(db_->query("BEGIN"));
            const bool may_commit = each->perform(*db_) && how != outcome::refused;
            must(db_->query(may_commit ? "COMMIT" : "ROLLBACK"));
            each->finish(how == outcome::committed ? result<void>{} : answer_for(how));
        }
    }
    database& db() { return *db_; }
    std::size_t waiting() const { return jobs_.size(); }

private:
    static result<void> answer_for(outcome how) {
        const auto code =
            how == outcome::refused ? error_code::storage_full : error_code::unavailable;
        return error{code, "The commit did not succeed."};
    }
    void submit(kind, std::unique_ptr<job> work) override { jobs_.push_back(std::move(work)); }

    std::unique_ptr<database> db_ = memory_database();
    std::vector<std::unique_ptr<job>> jobs_;
};

/// A room that only folds what it is shown, and writes down what it hears.
class plain_room final : public writers_room, public std::enable_shared_from_this<plain_room> {
public:
    explicit plain_room(session_id where) : shown_(where) {}

    const session& shown() const override { return shown_; }
    void show(const saved_events& saved) override {
        note("show");
        for (const auto& happened : saved) {
            fold(shown_, *happened);
            heard += " " + std::to_string(happened->seq);
        }
    }
    void not_saved() override { note("not saved"); }
    void event_decided() override {}
    void fenced() override { note("fenced"); }
    void post(std::function<void()> work) override { posted_.push_back(std::move(work)); }
    std::shared_ptr<writers_room> keep() override { return shared_from_this(); }

    void note(const std::string& what) { heard += (heard.empty() ? "" : ", ") + what; }
    /// What was posted, and what that posts.
    void run() {
        while (!posted_.empty()) {
            const auto next = std::move(posted_.front());
            posted_.pop_front();
            next();
        }
    }
    /// What was posted keeps the room, and the room keeps what was posted.
    void forget_posts() { posted_.clear(); }

    std::string heard;

private:
    session shown_;
    std::deque<std::function<void()>> posted_;
};

struct writing {
    stepping_store kept;
    session_id where =
        must(sessions::add(kept.db(), monday(must(courses::add(kept.db(), immunology())))));
    std::shared_ptr<plain_room> room = std::make_shared<plain_room>(where);
    live_metrics counts;
    log_writer log;

    explicit writing(std::optional<fence> with = {}, std::size_t outcomes_max = 100)
        : log(where, kept, std::move(with), outcomes_max, counts, *room) {
        log.begin();
    }
    ~writing() { room->forget_posts(); }
    writing(const writing&) = delete;
    writing& operator=(const writing&) = delete;

    void ask(const std::string& name, const command& what) {
        const actor system{.id = {}, .as = role::organizer, .at = noon, .is_system = true};
        log.rule(system, what, {}, answer_as(name));
    }
    answer_to answer_as(const std::string& name) {
        return [in = room, name](const result<command_answer>& said) {
            const auto* seq = std::get_if<seq_number>(&*said);
            const auto text = seq != nullptr ? std::to_string(*seq)
                                             : std::string(name_of(std::get<refusal>(*said)));
            in->note(name + " " + text);
        };
    }
    /// Everything up to the next answer of the store, and what was heard of it.
    std::string step(stepping_store::outcome how = stepping_store::outcome::committed) {
        room->run();
        kept.step(how);
        room->run();
        return std::exchange(room->heard, {});
    }
    seq_number logged() { return must(event_log::last_seq(kept.db(), where)); }
};

}  // namespace

TEST_CASE("an event is saved, then shown, and then its author is answered; refusals wait with it") {
    writing in;
    in.ask("a", open_session{});
    in.ask("b", open_session{});
    in.room->run();
    CHECK(in.room->heard.empty());
    CHECK(in.log.decided().last_seq == 1);
    CHECK(in.room->shown().last_seq == 0);
    CHECK(in.log.waiting() == 2);
    CHECK(in.step() == "show 1, a 1, b no_change");
    CHECK(in.logged() == 1);
    CHECK(in.log.is_quiet());
}

TEST_CASE("what is decided while a batch is being saved is saved with the next one") {
    writing in;
    in.ask("a", open_session{});
    in.room->run();
    in.ask("b", start_session{});
    in.ask("c", pause_session{});
    in.room->run();
    CHECK(in.kept.waiting() == 1);
    CHECK(in.step() == "show 1, a 1");
    CHECK(in.step() == "show 2 3, b 2, c 3");
}

TEST_CASE("what could not be saved has not happened, and neither has what rests on it") {
    writing in;
    in.ask("a", open_session{});
    in.room->run();
    in.ask("b", start_session{});
    CHECK(in.step(stepping_store::outcome::refused) == "not saved, a storage_full, b storage_full");
    CHECK(in.log.decided().last_seq == 0);
    CHECK(in.log.decided().life.phase() == session_phase::scheduled);
    in.ask("c", open_session{});
    CHECK(in.step() == "show 1, c 1");
}

TEST_CASE("an answer that was given before is given again, also when what follows cannot be saved"
) {
    writing in;
    in.ask("a", open_session{});
    CHECK(in.step() == "show 1, a 1");
    in.log.answer_again(1, in.answer_as("again"));
    in.ask("b", start_session{});
    CHECK(in.step(stepping_store::outcome::refused) == "not saved, again 1, b storage_full");
}

TEST_CASE("a log that turns out to be ahead is read, shown, and gone on with") {
    writing in;
    in.ask("a", open_session{});
    CHECK(in.step(stepping_store::outcome::unknown) == "not saved, a busy");
    CHECK(in.logged() == 1);
    in.ask("b", start_session{});
    CHECK(in.step() == "not saved, b busy");
    in.ask("c", start_session{});  // decided against a state that lacks the first event
    CHECK(in.step() == "show 1, not saved, c busy");
    in.ask("d", start_session{});
    CHECK(in.step() == "show 2, d 2");
}

TEST_CASE("a commit without the lease is refused, and the room hears that it may have another owner"
) {
    writing in(fence{.epoch = 3, .owner = "n1"});
    in.ask("a", open_session{});
    CHECK(in.step() == "not saved, a busy, fenced");
    CHECK(in.logged() == 0);
}

TEST_CASE("a retired writer answers what it has saved, shows nothing, and saves nothing more") {
    writing in;
    in.ask("a", open_session{});
    in.room->run();
    in.ask("b", start_session{});
    in.log.retire();
    CHECK(std::exchange(in.room->heard, {}) == "b busy");
    CHECK(in.step() == "a 1");
    in.ask("c", start_session{});
    CHECK(in.step() == "not saved, c busy");
    CHECK(in.logged() == 1);
}

TEST_CASE("more than the bound is refused at once, and has to be said again") {
    writing in({}, 2);
    in.ask("a", open_session{});
    in.ask("b", start_session{});
    in.ask("c", pause_session{});
    CHECK(std::exchange(in.room->heard, {}) == "not saved, c busy");
    CHECK(in.log.decided().last_seq == 2);
    CHECK(in.step() == "show 1 2, a 1, b 2");
}

TEST_CASE("who waits until all is saved waits for what was decided, and not when there is nothing"
) {
    writing in;
    in.log.when_saved([&] { in.room->note("quiet"); });
    CHECK(std::exchange(in.room->heard, {}) == "quiet");
    in.ask("a", open_session{});
    in.log.when_saved([&] { in.room->note("saved"); });
    CHECK(in.room->heard.empty());
    CHECK(in.step() == "show 1, a 1, saved");
}
