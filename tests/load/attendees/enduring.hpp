#pragma once

#include <nlohmann/json_fwd.hpp>
#include <queue>
#include <random>
#include <unordered_map>

#include "ledger.hpp"
#include "publishing.hpp"

namespace aula::load {

/// People who stay whatever happens, as those do who use the page: whoever loses the connection
/// comes back by itself with the page's back-off (full jitter, at most 10 s) and the last seq it
/// has seen, and sends again, with the same keys, what was not answered. The rooms go on meanwhile.
///
/// Lives from `endure` to the end of the session; one thread.
class enduring final : public activity {
public:
    explicit enduring(crowd& of);
    ~enduring() override;
    enduring(const enduring&) = delete;
    enduring& operator=(const enduring&) = delete;

    /// What is posted from now on, instead of what was.
    void post(const std::vector<stream>& streams);
    /// Nothing new is asked for; waits until everybody is back, has every answer and has seen
    /// everything. False when that takes longer.
    bool settle(nanos patience);

    /// So many of each room, here and there, hear nothing, until all are plugged in again and have
    /// to come back.
    void unplug(std::size_t count);
    void replug();

    void turn() override;
    nanos next_due() const override;

    ledger& book() { return book_; }
    /// How everybody did since the last time, the ledger's figures included.
    nlohmann::json take_figures();
    /// What all screens of a room show, against its log.
    difference compare_with(const std::vector<numbered>& log, std::size_t room) const;

private:
    struct plan {
        nanos at;
        attendee* who;
        bool operator>(const plan& other) const { return at > other.at; }
    };
    struct absence {
        nanos since = 0;
        int tries = 0;
    };

    void lost(attendee& one);
    void back(attendee& one);
    void try_later(attendee& one);
    bool is_quiet() const;

    crowd& of_;
    ledger book_;
    std::unique_ptr<pacer> posts_;
    std::priority_queue<plan, std::vector<plan>, std::greater<>> plans_;
    std::unordered_map<attendee*, absence> away_;
    std::mt19937_64 random_{20'201'005};
    std::uint64_t losses_ = 0, returns_ = 0, resumed_ = 0, tries_ = 0, resent_ = 0;
    histogram time_away_;
};

}  // namespace aula::load
