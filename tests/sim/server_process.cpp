#include "sim/server_process.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "api/tell_rooms.hpp"
#include "sim/server_connection.hpp"
#include "store/registrations.hpp"

namespace aula::sim {
namespace {

namespace asio = boost::asio;

constexpr const char* origin = "https://aula.example";

struct changed {
    participant_record before;
    participant_record after;
};

result<changed> change_in(database& db, const person_change& wanted) {
    const auto before = registrations::find(db, wanted.who);
    if (!before) return before.error();
    result<void> done;
    if (wanted.as) done = registrations::set_role(db, wanted.who, *wanted.as);
    if (done && wanted.is_removed) {
        const auto status =
            *wanted.is_removed ? participant_status::removed : participant_status::active;
        done = registrations::set_status(db, wanted.who, status);
    }
    if (!done) return done.error();
    const auto after = registrations::find(db, wanted.who);
    if (!after) return after.error();
    return changed{*before, *after};
}

std::vector<command> effects(const changed& of) {
    const auto who = of.after.id;
    if (of.after.status == participant_status::removed) return {remove_participant{.who = who}};
    const bool is_back = of.before.status == participant_status::removed;
    if (of.after.role == of.before.role && !is_back) return {};
    return {change_role{.who = who, .role = of.after.role}};
}

}  // namespace

server_process::server_process(surroundings& in)
    : in_(in), clock_(in.time), store_(in.kept, in.time, in.chance) {
    for (std::size_t index = 0; index < in.shards; ++index) {
        auto place = std::make_unique<virtual_shard>(index, in.time, in.chance, running_);
        places_.push_back(place.get());
        shards_.push_back(std::move(place));
    }
    hall_ = std::make_unique<hall>(shards_, store_, clock_, in.settings);
    hall_->start();
}

server_process::~server_process() {
    has_crashed_ = true;
    in_.time.drop_server();
    for (const auto& weak : links_) {
        if (const auto each = weak.lock()) each->end_of_server(in_.chance.roll(500));
    }
    in_.presence.crashed();
    store_.crash();
    hall_.reset();
    in_.time.drop_server();  // what was still planned while the rest went
    shards_.clear();
}

void server_process::poll() {
    for (bool has_run = true; has_run;) {
        has_run = false;
        for (auto* place : places_) {
            place->run([&] {
                place->io().restart();
                has_run = place->io().poll() > 0 || has_run;
            });
        }
    }
}

void server_process::connect(const std::shared_ptr<link>& from) {
    const auto index = in_.chance.below(places_.size());
    std::erase_if(links_, [](const auto& weak) { return weak.expired(); });
    links_.push_back(from);
    auto* place = places_[index];
    from->on_shard = [place](std::function<void()> what) { place->run(what); };
    from->serve(std::make_shared<server_connection>(from, *this, index));
}

std::optional<admission> server_process::redeem(const hello& said) {
    return tickets_.redeem(said.ticket, said.session, origin, clock_.now());
}

std::unique_ptr<wire_check> server_process::check_of(
    const admission& to, std::optional<seq_number> since, std::int64_t link,
    const server_connection& by
) {
    auto key_of = [this, link](std::uint32_t ref) { return in_.key_of(link, ref); };
    auto is_heard = [this, link] { return in_.is_heard(link); };
    auto on_roster = [this, who = to.who] { return in_.on_roster(who); };
    auto& shown = shown_[{to.session, by.shard()}];
    if (!shown) shown = std::make_shared<seq_number>(0);
    auto is_closed = [weak = by.weak_from_this()] {
        const auto still = weak.lock();
        return !still || still->has_closed();
    };
    return std::make_unique<wire_check>(
        in_.ledgers, in_.judge,
        wire_check::who_asks{
            to.who, to.session, since, key_of, is_heard, on_roster, shown, is_closed
        }
    );
}

// ---- what the REST API does ----

void server_process::issue_ticket(
    participant_id who, session_id where, std::function<void(std::optional<std::string>)> answer
) {
    asio::co_spawn(
        places_.front()->io(), find_and_issue(who, where, std::move(answer)), asio::detached
    );
}

asio::awaitable<void> server_process::find_and_issue(
    participant_id who, session_id where, std::function<void(std::optional<std::string>)> answer
) {
    const auto known_at = tickets_.revision();
    auto look = [who](database& db) { return registrations::find(db, who); };
    const auto found = co_await store_.read(std::move(look));
    if (!found) co_return;  // an error; the device asks again
    if (found->status == participant_status::removed) co_return answer({});
    admission to;
    to.who = who;
    to.login = login_id{who.value};
    to.session = where;
    to.origin = origin;
    to.name = found->name;
    to.as = found->role;
    const auto issued = tickets_.issue(std::move(to), clock_.now(), known_at);
    if (issued) answer(*issued);
}

void server_process::change_person(const person_change& wanted) {
    asio::co_spawn(places_.front()->io(), save_and_tell(wanted), asio::detached);
}

asio::awaitable<void> server_process::save_and_tell(person_change wanted) {
    in_.untold.push_back(wanted.who);
    auto work = [wanted](database& db) { return change_in(db, wanted); };
    const auto done = co_await store_.write(std::move(work));
    if (done) {
        const told_places to{store_, *hall_, tickets_, in_.course};
        auto changes = effects(*done);
        const bool is_told = co_await tell_rooms(to, std::move(changes));
        if (done->after.status == participant_status::removed) {
            hall_->disconnect(wanted.who, close_code::removed);
        }
        if (!is_told) co_return;
    }
    in_.untold.erase(std::ranges::find(in_.untold, wanted.who));
}

void server_process::act(session_id where, command what) {
    asio::co_spawn(places_.front()->io(), ask(where, std::move(what)), asio::detached);
}

asio::awaitable<void> server_process::ask(session_id where, command what) {
    (void)co_await hall_->act(where, std::move(what));
}

void server_process::drain(std::function<void()> done) {
    auto all_saved = std::shared_ptr<void>(nullptr, [done = std::move(done)](void*) { done(); });
    for (auto* place : places_) {
        place->post([this, place, all_saved] {
            part(place->index()).rooms().checkpoint_all([this, place, all_saved] {
                if (has_crashed_) return;  // nobody is waiting any more
                part(place->index()).close_all(close_code::restarting);
                part(place->index()).stop_ticking();
            });
        });
    }
}

}  // namespace aula::sim
