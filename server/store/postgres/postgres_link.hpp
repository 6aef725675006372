#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "store/postgres/postgres_database.hpp"
#include "store/postgres/postgres_hosts.hpp"

namespace aula {

/// A connection that is made again after it was lost: at once, and then after pauses that grow from
/// `pause_min` to `pause_max`. Belongs to one thread, which it never holds up for longer than it
/// is told.
class postgres_link {
public:
    static constexpr std::chrono::milliseconds pause_min{50};
    static constexpr std::chrono::milliseconds pause_max{2000};

    postgres_link(std::string url, const postgres_times& times)
        : url_(std::move(url)), times_(times), servers_(postgres_hosts(url_).count()) {}

    /// The connection; null, with the reason in `why`, when there is none after so long.
    postgres_database* ready(std::chrono::milliseconds patience);

    /// What `ready` answered last, if it has not been lost since; else null.
    postgres_database* current() const { return db_ && !db_->is_lost() ? db_.get() : nullptr; }

    const std::string& why() const { return why_; }

private:
    using instant = std::chrono::steady_clock::time_point;

    void note_loss(const std::string& why);
    bool take_over();

    std::string url_;
    postgres_times times_;
    std::size_t servers_;
    std::size_t first_ = 0;  ///< Of the URL's servers, the one that is tried first.
    std::unique_ptr<postgres_database> db_;
    std::unique_ptr<postgres_connection> connecting_;
    instant give_up_at_{};
    instant again_at_{};
    std::chrono::milliseconds pause_ = pause_min;
    std::string why_ = "not connected yet";
    bool is_away_ = false;  ///< Said so in the log.
};

}  // namespace aula
