#include "live/hall.hpp"

#include <chrono>
#include <future>
#include <thread>

#include "base/ask.hpp"
#include "base/log.hpp"
#include "live/timing.hpp"
#include "store/sessions.hpp"

namespace aula {

hall::hall(shard_set& shards, store& saved, const server_clock& clock, live_settings settings)
    : store_(saved), clock_(clock), settings_(settings) {
    for (const auto& each : shards) parts_.push_back(std::make_unique<live_shard>(*each, *this));
}

hall::~hall() = default;

std::size_t hall::owner_of(session_id where) const {
    return static_cast<std::size_t>(where.value) % parts_.size();
}

void hall::report(metrics_text& to) const {
    std::vector<const live_metrics*> shards;
    for (const auto& each : parts_) shards.push_back(&each->counts());
    aula::report(to, shards);
}

void hall::start() {
    for (std::size_t index = 0; index < size(); ++index) {
        post(index, [](live_shard& part) { part.start_ticking(); });
    }
}

void hall::tend_begun_sessions() {
    store_.read_then(
        [](database& db) { return sessions::begun(db); },
        [this](const result<std::vector<session_id>>& found) {
            if (!found) {
                log::warn("the sessions that go on are unknown", {{"why", found.error().detail}});
                return;
            }
            for (const auto where : *found) {
                post(owner_of(where), [where](live_shard& owner) {
                    owner.rooms().find(where, [](const result<std::shared_ptr<room>>&) {});
                });
            }
        }
    );
}

boost::asio::awaitable<result<command_answer>> hall::act(session_id where, command what) {
    auto start = [this, where, what = std::move(what),
                  until = now() + timing::owner_change_max](auto done) {
        post(owner_of(where), [where, what, done, until](live_shard& owner) {
            owner.rooms().act(where, what, done, until);
        });
    };
    return ask<result<command_answer>>(std::move(start));
}

boost::asio::awaitable<result<command_answer>> hall::act_where_running(
    session_id where, command what
) {
    auto start = [this, where, what = std::move(what),
                  until = now() + timing::owner_change_max](auto done) {
        post(owner_of(where), [where, what, done, until](live_shard& owner) {
            owner.rooms().ask_whether_running(
                where,
                [&owner, where, what, done, until](bool is_running) {
                    if (!is_running) return done(command_answer{refusal::unknown_participant});
                    owner.rooms().act(where, what, done, until);
                }
            );
        });
    };
    return ask<result<command_answer>>(std::move(start));
}

/// A connection redeems its ticket and posts to its room in one turn of its shard, so a turn after
/// it on every shard is enough.
boost::asio::awaitable<void> hall::let_in_arrive() {
    for (std::size_t index = 0; index < size(); ++index) {
        auto start = [this, index](auto done) { post(index, [done](live_shard&) { done(true); }); };
        co_await ask<bool>(std::move(start));
    }
}

boost::asio::awaitable<result<std::shared_ptr<const session>>> hall::state(session_id where) {
    using answer = result<std::shared_ptr<const session>>;
    auto start = [this, where](auto done) {
        post(owner_of(where), [where, done](live_shard& owner) {
            owner.rooms().find(where, [done](const result<std::shared_ptr<room>>& found) {
                if (!found) return done(answer(found.error()));
                const auto& in = **found;  // which is what calls back
                (*found)->when_saved([done, &in] {
                    done(answer(std::make_shared<const session>(in.shown())));
                });
            });
        });
    };
    return ask<answer>(std::move(start));
}

boost::asio::awaitable<std::size_t> hall::present(session_id where) {
    auto start = [this, where](auto done) {
        post(owner_of(where), [where, done](live_shard& owner) {
            owner.rooms().present(where, done);
        });
    };
    return ask<std::size_t>(std::move(start));
}

void hall::close_where(std::function<bool(const viewer&)> matches, close_code why) {
    for (std::size_t index = 0; index < size(); ++index) {
        post(index, [matches, why](live_shard& part) { part.close_where(matches, why); });
    }
}

void hall::close_login(login_id login) {
    close_where([login](const viewer& who) { return who.login == login; }, close_code::logged_out);
}

void hall::close_person(participant_id gone, close_code why) {
    close_where([gone](const viewer& who) { return who.who == gone; }, why);
}

void hall::rename_here(login_id before, login_id after) {
    for (std::size_t index = 0; index < size(); ++index) {
        post(index, [before, after](live_shard& part) { part.rename(before, after); });
    }
}

void hall::disconnect(login_id login) {
    close_login(login);
    if (nodes_ != nullptr) nodes_->tell_all(login_ended{login});
}

void hall::disconnect(participant_id gone, close_code why) {
    close_person(gone, why);
    if (nodes_ != nullptr) nodes_->tell_all(person_sent_away{gone, why});
}

void hall::rename(login_id before, login_id after) {
    rename_here(before, after);
    if (nodes_ != nullptr) nodes_->tell_all(login_renamed{before, after});
}

boost::asio::awaitable<void> hall::forget(session_id where) {
    if (nodes_ != nullptr) nodes_->tell_all(session_deleted{where});
    for (std::size_t index = 0; index < size(); ++index) {
        auto start = [this, index, where](auto done) {
            post(index, [where, done](live_shard& part) {
                part.forget(where);
                done(true);
            });
        };
        co_await ask<bool>(std::move(start));
    }
}

/// What this node said to all comes back to it too, and changes nothing a second time.
void hall::take(node_message said, timestamp said_at) {
    if (const auto* ended = std::get_if<login_ended>(&said)) return close_login(ended->login);
    if (const auto* gone = std::get_if<person_sent_away>(&said)) {
        return close_person(gone->who, gone->why);
    }
    if (const auto* renamed = std::get_if<login_renamed>(&said)) {
        return rename_here(renamed->before, renamed->after);
    }
    if (const auto* deleted = std::get_if<session_deleted>(&said)) {
        for (std::size_t index = 0; index < size(); ++index) {
            post(index, [where = deleted->session](live_shard& part) { part.forget(where); });
        }
        return;
    }
    const auto where = session_of(said);
    post(owner_of(where), [said = std::move(said), said_at](live_shard& owner) {
        owner.rooms().leases().take(said, said_at);
    });
}

node_load hall::load() const {
    node_load sum;
    for (const auto& each : parts_) {
        sum.rooms += static_cast<std::int64_t>(each->counts().rooms_owned.value());
        sum.people += static_cast<std::int64_t>(each->counts().seated.value());
    }
    return sum;
}

std::size_t hall::connections() {
    std::size_t open = 0;
    for (std::size_t index = 0; index < size(); ++index) {
        auto counted = std::make_shared<std::promise<std::size_t>>();
        post(index, [counted](live_shard& part) { counted->set_value(part.connections()); });
        open += counted->get_future().get();
    }
    return open;
}

bool hall::is_all_reported() {
    bool is_all = true;
    for (std::size_t index = 0; index < size(); ++index) {
        auto asked = std::make_shared<std::promise<bool>>();
        post(index, [asked](live_shard& part) {
            asked->set_value(part.rooms().leases().is_all_reported());
        });
        is_all = asked->get_future().get() && is_all;
    }
    return is_all;
}

void hall::drain(milliseconds deadline) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    for (std::size_t index = 0; index < size(); ++index) {
        auto saved = std::make_shared<std::promise<void>>();
        post(index, [this, saved](live_shard& part) {
            const auto done = [saved] { saved->set_value(); };
            if (nodes_ != nullptr) return part.rooms().leases().hand_over_all(done);
            part.rooms().checkpoint_all(done);
        });
        saved->get_future().wait_until(until);
        post(index, [](live_shard& part) { part.close_all(close_code::restarting); });
    }
    const auto wait_until = [until](auto holds) {
        while (!holds() && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
    };
    wait_until([this] { return connections() == 0; });
    // Who has left here is to be known at the owners', or it would look like a crash.
    if (nodes_ != nullptr) wait_until([this] { return is_all_reported(); });
    for (std::size_t index = 0; index < size(); ++index) {
        post(index, [](live_shard& part) { part.stop_ticking(); });
    }
}

}  // namespace aula
