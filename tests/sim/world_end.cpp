#include <algorithm>
#include <string>

#include "domain/attendance.hpp"
#include "domain/view.hpp"
#include "sim/world.hpp"

namespace aula::sim {
namespace {

constexpr microseconds time_to_notice{4'000'000};  ///< That a link is dead.
constexpr microseconds time_to_come_back{8'000'000};
constexpr microseconds time_to_settle{2'500'000};
constexpr microseconds time_to_leave{5'000'000};
/// Between something in the network and its event: hops, loading the room, a commit.
constexpr milliseconds slack{700};

/// A view as it is sent.
std::string text_of(const session_view& seen) {
    std::string text;
    encode(text, welcome{.seq = 0, .view = seen});
    return text;
}

std::string name_of(const device& each) {
    return "device " + std::to_string(each.number()) + " (" + each.who().text() + " in " +
           each.where().text() + ")";
}

}  // namespace

/// Nothing goes wrong any more; what does not come right by itself now never will.
void world::make_peace() {
    time_.note({"  PEACE"});
    is_peace_ = true;
    disk_.commit_time = microseconds{300};
    disk_is_good();
    for (const auto& each : devices_) {
        if (each->wire()) each->wire()->stall(time_.now());
    }
    if (!run_until(time_.now() + time_to_notice)) return;
    const auto deadline = time_.now() + time_to_come_back;
    while (!is_everybody_back()) {
        if (!step()) return;
        if (time_.now() < deadline) continue;
        for (const auto& each : devices_) {
            if (each->is() == device::state::live && each->unacked() == 0) continue;
            verdict_.broken("L1", name_of(*each) + " does not come back");
        }
        verdict_.broken("L1", "no server");
        return;
    }
    // As a report does; where nobody has come back, it is the first to ask after a crash.
    for (const auto& [where, log] : ledgers_) {
        server_->all().on(server_->all().owner_of(where)).rooms().find(where, [](const auto&) {});
    }
    if (!run_until(time_.now() + time_to_settle)) return;
    check_quiet();
    if (verdict_.first()) return;
    for (const auto& each : devices_) each->stop();
    if (!run_until(time_.now() + time_to_leave)) return;
    check_attendance();
}

bool world::is_everybody_back() const {
    return server_ && std::ranges::all_of(devices_, [](const auto& each) {
               const bool is_away =
                   each->is() == device::state::idle || each->is() == device::state::closed;
               return is_away || (each->is() == device::state::live && each->unacked() == 0);
           });
}

/// I5: everybody sees the log, as far as their role may; I6: so does the attendance.
void world::check_quiet() {
    for (const auto& each : devices_) check_device(*each);
    for (const auto& [where, log] : ledgers_) check_live_figures(where, log);
    check_attendance();
}

void world::check_live_figures(session_id where, const ledger& log) {
    const attendance_rule rule{.grace = habits_.settings.grace};
    auto& home = server_->all().on(server_->all().owner_of(where));
    // A room that is not in memory answers later.
    home.rooms().find(where, [this, &log, rule](const result<std::shared_ptr<room>>& found) {
        if (!found) return;
        const auto now = virtual_clock::at(time_.now());
        const auto live = attendance_of((*found)->shown(), now, rule);
        const auto anew = attendance_of(log.state(), now, rule);
        for (const auto& [who, was] : anew.people) {
            const auto* said = live.find(who);
            verdict_.expect(
                said != nullptr && said->present == was.present && said->live == was.live, "I6",
                who.text() + "'s attendance differs from the log's"
            );
        }
    });
}

void world::check_device(const device& each) {
    const auto who = name_of(each);
    const bool is_removed = is_removed_on_roster(each.who());
    const bool is_untold = std::ranges::find(untold_, each.who()) != untold_.end();
    if (each.is() != device::state::live) {
        const bool was_sent_away =
            each.closed_as() == static_cast<std::uint16_t>(close_code::removed) ||
            each.closed_as() == device::not_allowed;
        return verdict_.expect(
            each.is() == device::state::idle || was_sent_away, "L1",
            who + " was closed as " + std::to_string(each.closed_as())
        );
    }
    auto& log = ledgers_.at(each.where());
    const auto as = class_of(each.as());
    verdict_.expect(
        each.since() >= log.last_seen_by(as), "I5",
        who + " has seen " + std::to_string(each.since()) + " of " +
            std::to_string(log.last_seen_by(as))
    );
    if (verdict_.first()) return;
    const auto& truth = log.view_at(log.last(), as);
    verdict_.expect(
        each.seen() == truth, "I5",
        who + " shows " + text_of(each.seen()) + " where the log has " + text_of(truth)
    );
    const auto heads = static_cast<int>(log.state().people.present());
    verdict_.expect(
        each.heads() == heads, "I5",
        who + " counts " + std::to_string(each.heads()) + " heads of " + std::to_string(heads)
    );
    if (is_untold) return;
    verdict_.expect(!is_removed, "I8", who + " was removed and is still there");
    const auto role = role_on_roster(each.who());
    verdict_.expect(role && *role == each.as(), "I8", who + " has a role of before");
}

void world::check_attendance() {
    for (const auto& [where, log] : ledgers_) {
        presence_.check(log, where, habits_.settings, slack, verdict_);
        const auto here = presence_.present(where);
        const auto said = log.state().people.present();
        verdict_.expect(
            here == said, "I6",
            std::to_string(said) + " present in " + where.text() + ", but " + std::to_string(here) +
                " are"
        );
    }
}

}  // namespace aula::sim
