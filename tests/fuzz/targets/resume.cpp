// Positions from which people come back: an audience with the real rings, fed by a log, and sockets
// that take as much as they like. What each is sent is its class's log from its position on.

#include <algorithm>
#include <deque>
#include <memory>
#include <vector>

#include "fuzz/support/input.hpp"
#include "fuzz/support/target.hpp"
#include "generated/codec.hpp"
#include "live/audience.hpp"
#include "live/recent_frames.hpp"
#include "net/server_frames.hpp"

namespace aula::fuzz::of_resume {
namespace {

using test::server_frame;

constexpr std::size_t ring_bytes = 4096, recent_bytes = 2048;
constexpr auto both = {viewer_class::attendees, viewer_class::staff};

/// A socket that takes as much as it is allowed, and keeps the rest as a sink must.
class slow_sink final : public sink {
public:
    std::size_t write(std::span<const char> offered) override {
        const auto taken = is_blocked_ || closed_ ? 0 : std::min(room_, offered.size());
        received_.append(offered.data(), taken);
        room_ -= taken;
        is_blocked_ = is_blocked_ || taken < offered.size();
        return closed_ ? offered.size() : taken;
    }
    void keep(std::span<const char> rest) override {
        tail_.append(rest.data(), rest.size());
        is_blocked_ = true;
    }
    void push(shared_frame frame) override {
        if (closed_) return;
        if (is_blocked_) return private_.push_back(std::move(frame));
        const std::span<const char> all(*frame);
        const auto taken = write(all);
        if (taken < all.size()) keep(all.subspan(taken));
    }
    std::size_t waiting() const override { return tail_.size(); }
    void close(close_code why) override {
        if (!closed_) closed_ = why;
    }
    void drop(close_code why) override {
        tail_.clear();
        private_.clear();
        is_blocked_ = true;
        close(why);
    }

    /// Takes so much more; true when it is open for what the audience has.
    bool flow(std::size_t bytes) {
        room_ += bytes;
        const auto taken = std::min(room_, tail_.size());
        received_.append(tail_, 0, taken);
        tail_.erase(0, taken);
        room_ -= taken;
        if (!tail_.empty()) return false;
        is_blocked_ = false;
        auto waiting = std::exchange(private_, {});
        for (auto& each : waiting) push(std::move(each));
        return !is_blocked_;
    }

    const std::string& received() const { return received_; }
    std::optional<close_code> closed() const { return closed_; }

private:
    std::string received_, tail_;
    std::deque<shared_frame> private_;
    std::size_t room_ = 0;
    std::optional<close_code> closed_;
};

/// An event of a class's log, as it is on the wire; once its words are taken back, without them.
struct entry {
    seq_number seq;
    std::string text;
    std::string before = {};

    bool is(std::string_view sent) const { return sent == text || sent == before; }
};
using class_log = std::vector<entry>;

class hall_of_one {
public:
    explicit hall_of_one(input& from) {
        live_.ring_bytes = ring_bytes;
        live_.silence = std::chrono::hours{1};  // nobody answers pings here
        // Events before anybody is here: what is left of them primes the audience.
        for (auto before = from.below(60); before > 0; --before) happen(from);
        open_audience();
        if (from.below(2) == 0) prime();
    }
    ~hall_of_one() {
        for (auto& each : people_) audience_->leave(*each.to);
    }

    void step(input& from) {
        switch (from.below(8)) {
            case 0:
            case 1:
                return come(from);
            case 2:
                if (!people_.empty()) go(from.below(people_.size()));
                return;
            case 3:
                return flow(from);
            case 4:
                return turn();
            case 5:
                return prime();
            case 6:
                now_ += milliseconds{from.below(3000)};
                return audience_->tick(now_);
            default:
                return show(from);
        }
    }

    void finish() {
        prime();
        turn();
        for (auto& each : people_) {
            for (int times = 0; times < 4 && !each.to->closed(); ++times) {
                if (each.to->flow(1 << 20)) audience_->writable(*each.to);
                turn();
            }
            check(each, true);
        }
    }

private:
    struct person {
        std::unique_ptr<slow_sink> to;
        viewer_class which;
        std::optional<seq_number> since;
    };

    /// The next event, in the logs of those who may see it.
    publication happen(input& from) {
        publication out;
        const auto kind = from.below(8);
        const bool is_for_staff = kind < 2;
        const bool is_hiding = kind == 2 && last_ > 0;
        event what = participant_muted{participant_id{1}};
        if (is_hiding) {
            what = chat_hidden{1 + from.below(static_cast<std::size_t>(last_))};
        } else if (!is_for_staff) {
            what = chat_posted{{1}, "A", role::attendee, std::string(1 + from.below(400), 'x')};
        }
        const logged_event happened{++last_, now_, {}, {}, what};
        for (const auto which : both) {
            if (is_for_staff && which == viewer_class::attendees) continue;
            auto& recent = recent_[slot_of(which)];
            std::string text;
            encode(text, happened, recent.last());
            out.runs[slot_of(which)].add(text, last_);
            recent.add(text, last_);
            logs_[slot_of(which)].push_back({last_, text});
        }
        out.shown = last_;
        if (is_hiding) take_back(std::get<chat_hidden>(what).target, out);
        return out;
    }

    void take_back(seq_number seq, publication& out) {
        out.taken_back.push_back(seq);
        for (const auto which : both) {
            take_words_back(recent_[slot_of(which)].find(seq));
            auto& log = logs_[slot_of(which)];
            const auto at = std::ranges::lower_bound(log, seq, {}, &entry::seq);
            if (at == log.end() || at->seq != seq) continue;
            if (at->before.empty()) at->before = at->text;
            take_words_back(at->text);
        }
    }

    void open_audience() {
        audience_hooks hooks;
        hooks.ask_welcome = [this](viewer_class which) { asked_.push_back(which); };
        hooks.at_turn_end = [this](std::function<void()> flush) {
            at_end_.push_back(std::move(flush));
        };
        hooks.now = [this] { return now_; };
        audience_ = std::make_shared<audience>(session_id{1}, live_, std::move(hooks), counts_);
    }

    void prime() {
        if (std::exchange(is_primed_, true)) return;
        primer start;
        start.recent.shown = last_;
        for (const auto which : both) {
            recent_[slot_of(which)].append_to(start.recent.runs[slot_of(which)]);
            start.bases[slot_of(which)] = recent_[slot_of(which)].base();
        }
        audience_->prime(start);
    }

    void show(input& from) { audience_->append(happen(from)); }

    /// What a room does with its posts between two turns, and what waits for the end of one.
    void turn() {
        for (const auto which : std::exchange(asked_, {})) {
            std::string text, frame;
            encode(text, welcome{.seq = last_, .view = {.session = session_id{1}}});
            append_text_frame(frame, text);
            audience_->welcome(which, last_, std::make_shared<const std::string>(frame));
        }
        while (!at_end_.empty()) {
            const auto all = std::exchange(at_end_, {});
            for (const auto& each : all) each();
        }
    }

    void come(input& from) {
        if (people_.size() >= 12) return;
        person who{std::make_unique<slow_sink>(), viewer_class::attendees, {}};
        if (from.below(2) == 0) who.which = viewer_class::staff;
        const auto since = from.below(4);
        if (since == 0) who.since = from.number();
        if (since > 1) who.since = from.below(static_cast<std::size_t>(last_) + 3);
        who.to->flow(from.below(3000));
        const auto as = who.which == viewer_class::staff ? role::lecturer : role::attendee;
        require(audience_->join(*who.to, {{1}, {1}, "A", as, who.since}), "there is a seat");
        people_.push_back(std::move(who));
    }

    void go(std::size_t index) {
        audience_->leave(*people_[index].to);
        check(people_[index], false);
        people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(index));
    }

    void flow(input& from) {
        if (people_.empty()) return;
        auto& to = *people_[from.below(people_.size())].to;
        if (to.flow(from.below(5000))) audience_->writable(to);
    }

    void check(const person& who, bool is_all) const;

    live_settings live_;
    live_metrics counts_;
    timestamp now_{milliseconds{1'000'000}};
    std::array<recent_frames, viewer_classes> recent_{
        recent_frames(recent_bytes), recent_frames(recent_bytes)
    };
    std::array<class_log, viewer_classes> logs_;
    seq_number last_ = 0;
    bool is_primed_ = false;
    std::vector<viewer_class> asked_;
    std::vector<std::function<void()>> at_end_;
    std::shared_ptr<audience> audience_;
    std::vector<person> people_;
};

/// What somebody received is `accepted`, then perhaps a welcome, then their class's log from there
/// on without a hole; all of it when their socket took everything.
void hall_of_one::check(const person& who, bool is_all) const {
    std::string_view rest = who.to->received();
    const auto frames = test::read_server_frames(rest);
    require(frames.has_value(), "frames are well formed");
    const auto& log = logs_[slot_of(who.which)];
    std::optional<seq_number> at;
    bool is_accepted = false;
    for (const auto& each : *frames) {
        if (each.first == server_frame::ping) continue;
        require(each.first == server_frame::text, "only texts and pings are sent");
        const auto read = decode_server(each.payload);
        require(static_cast<bool>(read), "messages can be read");
        if (const auto* said = std::get_if<accepted>(&*read)) {
            require(!is_accepted, "somebody is accepted once");
            is_accepted = true;
            if (said->resumed) {
                require(
                    who.since.has_value() && *who.since <= said->seq, "who resumes had a place"
                );
                at = who.since;
            }
        } else if (const auto* first = std::get_if<welcome>(&*read)) {
            require(is_accepted && !at, "a welcome comes first, and once");
            at = first->seq;
        } else {
            require(at.has_value(), "no event before a place is known");
            const auto next = std::ranges::upper_bound(log, *at, {}, &entry::seq);
            require(next != log.end() && next->is(each.payload), "the next event comes next");
            at = next->seq;
        }
    }
    if (const auto why = who.to->closed()) {
        return require(why == close_code::lagging, "only who lags behind is let go");
    }
    if (!is_all) return;
    require(rest.empty() && at.has_value(), "whoever takes everything has a place");
    const auto missing = std::ranges::upper_bound(log, *at, {}, &entry::seq);
    require(missing == log.end(), "and has it all");
}

void run(bytes given) {
    input from(given);
    hall_of_one hall(from);
    for (int steps = 0; steps < 200 && !from.is_empty(); ++steps) hall.step(from);
    hall.finish();
}

const target resume("resume", run);

}  // namespace
}  // namespace aula::fuzz::of_resume
