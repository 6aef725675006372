#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "domain/fold.hpp"
#include "domain/view.hpp"
#include "live/live_world.hpp"
#include "live/publication.hpp"
#include "sim/viewer_fold.hpp"

namespace aula::test {

/// The person of each role; nobody of the tests has another.
inline viewer person_of(role as) {
    return somebody(1 + static_cast<std::int64_t>(as), std::string(name_of(as)) + " person", as);
}

/// A text that begins and ends with words that stand nowhere else.
inline std::string text_of(int number, std::size_t length) {
    const auto name = std::to_string(number) + "z";
    return "w" + name + std::string(length, ' ') + "q" + name;
}

/// What an event says in words, if that can be taken back.
inline std::vector<std::string> words_of(const event& what) {
    if (const auto* said = std::get_if<chat_posted>(&what)) {
        const auto& text = said->text;
        return {text.substr(0, text.find('z') + 1), text.substr(text.rfind('q'))};
    }
    if (const auto* deck = std::get_if<deck_attached>(&what)) return {deck->title, deck->hash};
    return {};
}

/// The words that nobody may be sent any more, as the log says it.
inline std::vector<std::string> words_taken_back(const std::vector<logged_event>& log) {
    std::vector<std::string> gone;
    std::map<deck_id, const event*> decks;
    const auto add = [&gone](const event& what) {
        for (auto& word : words_of(what)) gone.push_back(std::move(word));
    };
    for (const auto& each : log) {
        if (std::holds_alternative<deck_attached>(each.what)) {
            decks[std::get<deck_attached>(each.what).deck] = &each.what;
        } else if (const auto* hidden = std::get_if<chat_hidden>(&each.what)) {
            add(log.at(hidden->target - 1).what);
        } else if (const auto* detached = std::get_if<deck_detached>(&each.what)) {
            add(*decks.at(detached->deck));
        }
    }
    return gone;
}

/// The first of the words that is in the bytes from there on.
inline std::optional<std::string> found_in(
    const std::string& bytes, const std::vector<std::string>& words, std::size_t from = 0
) {
    for (const auto& word : words) {
        if (bytes.find(word, from) != std::string::npos) return word;
    }
    return {};
}

inline bool may_see(viewer_class which, const event& what) {
    const auto by = sees(what);
    return by == audience_class::everyone ||
           (by == audience_class::staff && which == viewer_class::staff);
}

/// What a person of that role has on the screen after the first events of the log.
inline session_view view_after(
    const std::vector<logged_event>& log, std::size_t events, role as, session_id where
) {
    session state(where);
    for (std::size_t i = 0; i < std::min(events, log.size()); ++i) fold(state, log[i]);
    return view(state, sees_as(class_of(as)));
}

inline std::vector<logged_event> log_in(store& kept, session_id where) {
    return must(read(kept, [where](database& db) { return event_log::read(db, where, 1, 1000); }));
}

/// One page of one person: it folds what it is sent, and comes back with what it has seen.
class page {
public:
    page(hall& at, std::size_t shard, session_id where, viewer who)
        : hall_(&at), shard_(shard), where_(where), who_(std::move(who)) {}
    page(const page&) = delete;
    page& operator=(const page&) = delete;
    ~page() { go(); }

    void come(recording_sink& socket) {
        at_ = &socket;
        read_ = 0;
        who_.since = since_;
        number_ = run_on(*hall_, shard_, [this](live_shard& part) {
            return part.enter(*at_, where_, who_);
        });
    }
    void go() {
        if (at_ == nullptr) return;
        run_on(*hall_, shard_, [this](live_shard& part) {
            part.leave(number_, leave_reason::left);
        });
        read();
        at_ = nullptr;
    }
    /// The socket takes everything again.
    void flow() {
        if (at_ == nullptr || at_->closed_as()) return;
        run_on(*hall_, shard_, [this](live_shard& part) {
            at_->flow();
            part.writable(number_);
        });
    }
    void stall(std::size_t after) {
        if (at_ != nullptr) at_->stall_after(after);
    }
    bool is_here() const { return at_ != nullptr; }
    bool was_dropped() { return at_ != nullptr && at_->closed_as(); }
    std::size_t received() { return at_ == nullptr ? 0 : at_->bytes().size(); }
    recording_sink* socket() { return at_; }
    bool hears(seq_number seq) {
        return at_->wait([seq](const auto& all) {
            const auto events = only<received_event>(all);
            const auto views = only<welcome>(all);
            return (!events.empty() && events.back().logged.seq >= seq) ||
                   (!views.empty() && views.back().seq >= seq);
        });
    }
    void has_seen(session_view view, seq_number until) {
        seen_ = std::move(view);
        since_ = until;
    }

    /// Asks again, as pages do, until it is done or refused by the rules.
    command_answer ask(const command& what) {
        const auto key = "key-of-" + std::to_string(++last_ref) + "-padding";
        for (;;) {
            const auto ref = ++last_ref;
            run_on(*hall_, shard_, [&](live_shard& part) {
                part.submit(number_, {ref, key, what});
            });
            std::optional<command_answer> said;
            const bool is_answered = at_->wait([&](const auto& all) {
                for (const auto& one : only<ok>(all)) {
                    if (one.ref == ref) said = one.seq;
                }
                for (const auto& one : only<refused>(all)) {
                    if (one.ref == ref) said = one.reason;
                }
                return said.has_value();
            });
            REQUIRE(is_answered);
            if (*said != command_answer{refusal::busy}) return *said;
        }
    }
    /// Whether everything up to that event has come, as far as this role sees it.
    bool sees_all(const std::vector<logged_event>& log) {
        seq_number last = 0;
        for (const auto& each : log) {
            if (may_see(class_of(who_.as), each.what)) last = each.seq;
        }
        return at_->wait([&](const auto& all) {
            for (const auto& one : only<welcome>(all)) {
                if (one.seq >= last) return true;
            }
            const auto events = only<received_event>(all);
            if (!events.empty()) return events.back().logged.seq >= last;
            const auto start = only<accepted>(all);
            return !start.empty() && start[0].resumed && since_.value_or(0) >= last;
        });
    }
    /// What it shows by now.
    const session_view& seen() {
        read();
        return seen_;
    }
    seq_number since() const { return since_.value_or(0); }
    role as() const { return who_.as; }

private:
    void read() {
        if (at_ == nullptr) return;
        const auto all = at_->all();
        for (; read_ < all.size(); ++read_) {
            if (const auto* whole = std::get_if<welcome>(&all[read_])) {
                seen_ = whole->view;
                since_ = whole->seq;
            } else if (const auto* one = std::get_if<received_event>(&all[read_])) {
                if (one->logged.seq <= since_.value_or(0)) continue;
                CHECK(one->prev <= since_.value_or(0));
                since_ = one->logged.seq;
                sim::fold_seen(seen_, one->logged);
            }
        }
    }

    static inline std::uint32_t last_ref = 0;

    hall* hall_;
    std::size_t shard_;
    session_id where_;
    viewer who_;
    recording_sink* at_ = nullptr;
    connection_number number_ = 0;
    std::optional<seq_number> since_;
    session_view seen_;
    std::size_t read_ = 0;
};

}  // namespace aula::test
