#include "store/postgres/postgres_link.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "store/nodes.hpp"

namespace aula {

using std::chrono::steady_clock;

static_assert(
    steady_min >= silence_max + postgres_link::pause_max,
    "each living node has found back to the database before another one judges it"
);

postgres_database* postgres_link::ready(milliseconds patience) {
    if (db_ && db_->looks_alive()) return db_.get();
    if (db_) note_loss(db_->loss().detail);
    db_.reset();
    if (!connecting_) {
        const auto now = steady_clock::now();
        if (now < again_at_) return nullptr;
        connecting_ = std::make_unique<postgres_connection>(url_, times_, first_);
        give_up_at_ = now + times_.connect / servers_;
    }
    switch (connecting_->advance(patience)) {
        case postgres_connection::progress::ready:
            if (take_over()) return db_.get();
            break;
        case postgres_connection::progress::connecting:
            if (steady_clock::now() < give_up_at_) return nullptr;
            note_loss("it does not answer");
            break;
        case postgres_connection::progress::failed:
            note_loss(connecting_->message());
            break;
    }
    connecting_.reset();
    ++first_;  // whoever has failed or hangs is not asked first again
    again_at_ = steady_clock::now() + pause_;
    pause_ = std::min(2 * pause_, pause_max);
    return nullptr;
}

bool postgres_link::take_over() {
    auto opened = postgres_database::open(std::move(connecting_), times_);
    if (!opened) {
        note_loss(opened.error().detail);
        return false;
    }
    db_ = *std::move(opened);
    pause_ = pause_min;
    if (is_away_) log::info("the database is back", {});
    is_away_ = false;
    return true;
}

void postgres_link::note_loss(const std::string& why) {
    why_ = why;
    if (!is_away_) log::warn("the database cannot be reached", {{"why", why}});
    is_away_ = true;
}

}  // namespace aula
