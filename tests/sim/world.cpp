#include "sim/world.hpp"

#include <utility>

#include "base/ensure.hpp"
#include "store/courses.hpp"
#include "store/event_log.hpp"
#include "store/migrations.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"

namespace aula::sim {
namespace {

template <class T>
T must(result<T> answer) {
    ensure(static_cast<bool>(answer), "the simulated disk works");
    return *std::move(answer);
}

course_record course() {
    return {
        .id = {},
        .slug = "immunology",
        .title = "Immunology",
        .summary = {},
        .description = {},
        .organizer = "LUMC",
        .zone = "Europe/Amsterdam",
        .language = "en",
        .consent = "Yes.",
        .capacity = 0,
        .minimum_percent = 80,
        .is_open = true,
        .created_at = virtual_clock::beginning,
    };
}

session_record sitting(course_id of, std::size_t number) {
    return {
        .id = {},
        .course = of,
        .key = "mon-" + std::to_string(number),
        .title = "Glycans",
        .summary = {},
        .lecturer = "Hope",
        .starts_at = virtual_clock::beginning,
        .ends_at = virtual_clock::beginning + std::chrono::hours{1},
    };
}

person_form form(std::size_t number, role as) {
    person_form made;
    made.external_id = "x" + std::to_string(number);
    made.name = "Person " + std::to_string(number);
    made.role = as;
    made.has_consented = true;
    made.join_token_hash = "hash-" + std::to_string(number);
    return made;
}

role role_of_number(std::size_t number, std::size_t staff) {
    if (number >= staff) return role::attendee;
    return number == 0 ? role::lecturer : role::moderator;
}

}  // namespace

world::world(std::uint64_t seed) : dice_(seed), habits_(habits::of(dice_)), presence_(time_) {
    set_up();
}

world::~world() = default;

void world::set_up() {
    disk_.db = must(sqlite_database::open(":memory:", sqlite_access::writer));
    auto& db = *disk_.db;
    ensure(static_cast<bool>(migrate(db, virtual_clock::beginning)), "the schema is applied");
    const auto of = must(courses::add(db, course()));
    for (std::size_t number = 0; number < habits_.sessions; ++number) {
        const auto id = must(sessions::add(db, sitting(of, number)));
        ledgers_.try_emplace(id, id, verdict_);
    }
    std::vector<person_form> forms;
    for (std::size_t number = 0; number < habits_.people; ++number) {
        forms.push_back(form(number, role_of_number(number, habits_.staff)));
    }
    const auto merged = must(registrations::merge_roster(db, of, forms, virtual_clock::beginning));
    for (const auto& each : merged) people_.push_back(each.who.id);

    disk_.committed = [this] { read_log(); };
    auto key_of = [this](std::int64_t number, std::uint32_t ref) -> const std::string* {
        const auto by = of_link_.find(number);
        return by == of_link_.end() ? nullptr : by->second->key_of(ref);
    };
    auto is_heard = [this](std::int64_t number) {
        const auto& wire = of_link_.at(number)->wire();
        return wire && wire->number() == number;
    };
    auto on_roster = [this](participant_id who) {
        auto found = registrations::find(*disk_.db, who);
        return found ? std::optional(*std::move(found)) : std::nullopt;
    };
    surroundings_ = std::make_unique<surroundings>(surroundings{
        time_, dice_, disk_, ledgers_, presence_, verdict_, untold_, of, habits_.settings,
        habits_.shards, std::move(key_of), std::move(is_heard), std::move(on_roster)
    });
    const device_hooks hooks{
        [this](device& by) { return open_link(by); },
        [this](device& by, auto answer) { ask_ticket(by, std::move(answer)); }
    };
    for (const auto who : people_) {
        for (int tab = 0; tab < 2; ++tab) {
            auto where = ledgers_.begin();
            std::advance(where, dice_.below(ledgers_.size()));
            const auto number = static_cast<std::int64_t>(devices_.size());
            devices_.push_back(
                std::make_unique<device>(number, who, where->first, time_, dice_, verdict_, hooks)
            );
        }
    }
}

/// After each commit: what is new is read back with the real statements and held against I2, I4.
void world::read_log() {
    for (auto& [where, known] : ledgers_) {
        const auto fresh = event_log::read(*disk_.db, where, known.last() + 1, 10'000);
        if (!fresh) return verdict_.broken("I2", "the log cannot be read");
        for (const auto& happened : *fresh) known.add(happened);
    }
    if (!is_peace_ && dice_.roll(habits_.crash_after_commit)) must_crash_ = true;
}

std::shared_ptr<link> world::open_link(device& by) {
    const auto number = ++last_link_;
    auto made = std::make_shared<link>(number, time_, dice_, known_messages_);
    made->narrow(habits_.buffer);
    of_link_[number] = &by;
    const auto way = dice_.time(microseconds{500}, microseconds{20'000});
    time_.after(way, owner::world, {"network, connects", number}, [this, made, &by] {
        if (by.wire() != made) return;
        if (!server_) return by.closed(*made, link::no_close_frame);
        made->connect(by);
        server_->connect(made);
        by.opened(*made);
    });
    return made;
}

void world::ask_ticket(device& by, std::function<void(std::optional<std::string>)> answer) {
    const auto way = dice_.time(microseconds{500}, microseconds{20'000});
    auto back = [this, answer = std::move(answer), way](const std::optional<std::string>& given) {
        time_.after(way, owner::world, {"network, ticket"}, [answer, given] { answer(given); });
    };
    const label called{"REST, ticket for", by.who().value};
    time_.after(way, owner::world, called, [this, &by, back = std::move(back)] {
        if (server_) server_->issue_ticket(by.who(), by.where(), back);
    });
}

result<role> world::role_on_roster(participant_id who) {
    const auto found = registrations::find(*disk_.db, who);
    if (!found) return found.error();
    return found->role;
}

bool world::is_removed_on_roster(participant_id who) {
    const auto found = registrations::find(*disk_.db, who);
    return found && found->status == participant_status::removed;
}

bool world::step() {
    if (!time_.step()) return false;
    if (server_) server_->poll();
    if (std::exchange(must_crash_, false) && server_) crash();
    return !verdict_.first();
}

bool world::run_until(instant when) {
    while (time_.now() < when) {
        if (!step()) return false;
    }
    return true;
}

outcome world::run(std::uint64_t steps) {
    boot();
    for (const auto& each : devices_) {
        const auto when = dice_.time(microseconds{0}, microseconds{2'000'000});
        time_.after(when, owner::world, {"device, starts", each->number()}, [&each] {
            each->start();
        });
    }
    plan_action();
    bool goes_on = true;
    while (goes_on && time_.steps() < steps) goes_on = step();
    if (goes_on) make_peace();
    outcome of{time_.steps(), time_.digest(), 0, crashes_, verdict_.first(), {}};
    for (const auto& [where, log] : ledgers_) of.events += log.last();
    if (of.broken) of.last_steps = time_.last_steps();
    return of;
}

}  // namespace aula::sim
