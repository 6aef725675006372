#include "rehearse/lecture.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <functional>
#include <map>

#include "base/json.hpp"
#include "rehearse/pause.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;

constexpr double doors_open = 0.25;  ///< Before the start.
constexpr double pause_from = 0.45;
constexpr double pause_until_share = 0.55;
constexpr double slides_from = 0.02;
constexpr double slides_until = 0.97;
constexpr double last_return = 0.95;      ///< Early enough to post what was written offline.
constexpr milliseconds slide_least{200};  // a lecturer may give five commands a second
constexpr milliseconds arrival_patience{20'000};
constexpr milliseconds arrival_patience_outages{120'000};  ///< Several may follow one another.
constexpr milliseconds answer_patience{60'000};
constexpr double plan_moved_at = 0.5;
constexpr double forgotten_until = 1.3;  ///< The tab that stays open when nobody ends the lecture.
constexpr milliseconds own_end_patience{60'000};
constexpr milliseconds look_again_after{200};
constexpr seconds long_before{60};
constexpr std::chrono::hours long_after{1};

/// What somebody does, in order of time.
using steps = std::multimap<local_time, std::function<void()>>;

/// The timeline of a lecture: shares of it as times.
struct timeline {
    local_time start;
    milliseconds length;

    local_time at(double share) const {
        return start + std::chrono::duration_cast<local_time::duration>(length * share);
    }
};

asio::awaitable<void> follow_steps(const steps& all) {
    for (const auto& [when, act] : all) {
        co_await pause_until(when);
        act();
    }
}

/// Counts coroutines that are still running, and notes what they throw as a mistake.
class troupe {
public:
    explicit troupe(lecture_record& record) : record_(record) {}

    /// `owner` keeps this alive until the part is done.
    void start(
        const asio::any_io_executor& on, asio::awaitable<void> part, std::shared_ptr<void> owner
    ) {
        ++running_;
        const auto done = [this, owner = std::move(owner)](const std::exception_ptr& thrown) {
            --running_;
            if (thrown) note(thrown);
        };
        asio::co_spawn(on, std::move(part), done);
    }

    asio::awaitable<void> all_done(milliseconds patience) {
        const auto give_up = local_time::clock::now() + patience;
        while (running_ > 0 && local_time::clock::now() < give_up) co_await pause(milliseconds{20});
        if (running_ > 0)
            record_.mistake(std::to_string(running_) + " people did not come to an end in time.");
    }

private:
    void note(const std::exception_ptr& thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& what) {
            record_.mistake(std::string("A client failed: ") + what.what());
        }
    }

    lecture_record& record_;
    int running_ = 0;
};

/// Shared by all who are in it, so that whoever is late may still come to an end.
class lecture : public std::enable_shared_from_this<lecture> {
public:
    lecture(
        asio::any_io_executor on, const company& all, const lecture_stage& stage,
        lecture_record& record
    )
        : on_(std::move(on)), all_(all), stage_(stage), record_(record), troupe_(record) {}

    asio::awaitable<void> play();

private:
    std::shared_ptr<device> make_device(const person& who, unsigned seed);
    milliseconds time_away(const loss& of) const;
    steps lecturer_steps(const std::shared_ptr<device>& desk);
    steps slide_steps(const std::shared_ptr<device>& desk);
    static asio::awaitable<void> visit(
        std::shared_ptr<lecture> self, std::size_t number, visit_plan plan
    );
    steps visit_steps(
        std::size_t number, const visit_plan& plan, const std::shared_ptr<device>& tab
    );
    void plan_as_it_goes();
    void plan_for(timestamp from, timestamp to);
    void correct_end();
    asio::awaitable<void> await_own_end();
    timestamp second_at(double share) const;
    result<nlohmann::json> ask_office(
        std::string_view method, const std::string& path, const nlohmann::json& body
    );
    bool is_away_until_the_end(const visit_plan& plan, double share) const;
    void add_losses(steps& to, const visit_plan& plan, const std::shared_ptr<device>& tab);

    asio::any_io_executor on_;
    const company& all_;
    const lecture_stage& stage_;
    lecture_record& record_;
    troupe troupe_;
    timeline time_;
};

asio::awaitable<void> lecture::play() {
    const auto self = shared_from_this();
    const auto desk = make_device(all_.lecturer, 0);
    desk->come();
    const auto patience = all_.may_lose_server ? arrival_patience_outages : arrival_patience;
    if (!co_await desk->arrived(patience)) {
        record_.mistake("The lecturer was not let in.");
        desk->leave(departure::close);
        co_return;
    }
    desk->send(open_session{});
    const bool is_open = co_await desk->answered(answer_patience);
    if (!is_open) record_.mistake("The session could not be opened.");
    time_ = {
        local_time::clock::now() +
            std::chrono::duration_cast<local_time::duration>(all_.lecture * doors_open),
        all_.lecture
    };
    plan_as_it_goes();
    for (std::size_t number = 0; number < all_.people.size(); ++number) {
        auto plan = plan_visit(all_.students, number, stage_.number, all_.seed);
        if (number == 0 && stage_.has == mishap::nobody_ends) plan.leaves = forgotten_until;
        if (plan.attends) troupe_.start(on_, visit(self, number, std::move(plan)), self);
    }
    const auto desk_steps = lecturer_steps(desk);
    co_await follow_steps(desk_steps);
    const bool is_done = co_await desk->answered(answer_patience);
    if (!is_done) record_.mistake("The lecturer's commands were not all answered.");
    if (stage_.has == mishap::nobody_ends) desk->leave(departure::close);
    if (stage_.has == mishap::corrected_end) correct_end();
    co_await troupe_.all_done(answer_patience + all_.lecture);
    if (stage_.has == mishap::nobody_ends) co_return co_await await_own_end();
    desk->leave(departure::close);
}

/// A whole second of the server's time, as plans have it.
timestamp lecture::second_at(double share) const {
    return std::chrono::round<seconds>(record_.server_time(time_.at(share)));
}

/// While the doors are open already.
void lecture::plan_as_it_goes() {
    switch (stage_.has) {
        case mishap::none:
            return;
        case mishap::long_plan:
        case mishap::corrected_end:
            return plan_for(second_at(0) - long_before, second_at(1) + long_after);
        case mishap::early_start:
            return plan_for(second_at(0.3), second_at(1));
        case mishap::nobody_ends:
            record_.own_end = second_at(1) + seconds{1};  // the lecturer is gone before
            return plan_for(second_at(0) - long_before, *record_.own_end);
        case mishap::moved_plan:
            return plan_for(second_at(0) - long_before, second_at(0.3));
    }
}

result<nlohmann::json> lecture::ask_office(
    std::string_view method, const std::string& path, const nlohmann::json& body
) {
    const auto whole = "/courses/" + all_.course + "/sessions/" + stage_.id.text() + path;
    auto said = method == "PATCH"  ? all_.office->patch(whole, body)
                : method == "POST" ? all_.office->post(whole, body)
                                   : all_.office->get(whole);
    if (!said) record_.mistake("The office was refused: " + said.error().detail);
    return said;
}

void lecture::plan_for(timestamp from, timestamp to) {
    const nlohmann::json times{
        {"starts", to_iso8601(from).substr(0, 19)}, {"ends", to_iso8601(to).substr(0, 19)}
    };
    if (ask_office("PATCH", "", times)) record_.plan = {from, to};
}

void lecture::correct_end() {
    const auto end = second_at(0.7);
    const nlohmann::json right{
        {"ended", to_iso8601(end).substr(0, 19)}, {"reason", "The rehearsal says so."}
    };
    if (ask_office("POST", "/times", right)) record_.corrected_end = end;
}

/// Nobody is there any more whose connection would tell.
asio::awaitable<void> lecture::await_own_end() {
    record_.live.stopped(*record_.own_end);
    const auto give_up = local_time::clock::now() + own_end_patience;
    while (local_time::clock::now() < give_up) {
        const auto times = ask_office("GET", "/times", {});
        if (!times) co_return;
        if (times->value("phase", "") == "ended") {
            const bool is_right = times->at("ended_at") == to_iso8601(*record_.own_end);
            if (!is_right) record_.mistake("The session did not end at its planned end.");
            if (!times->value("ended_by_itself", false)) record_.mistake("Somebody ended it.");
            co_return;
        }
        co_await pause(look_again_after);
    }
    record_.mistake("The session did not end by itself.");
}

std::shared_ptr<device> lecture::make_device(const person& who, unsigned seed) {
    seat in;
    in.at = &all_.at;
    in.browser = who.browser.get();
    in.record = &record_;
    in.tickets_path =
        "/api/v1/courses/" + all_.course + "/sessions/" + stage_.id.text() + "/tickets";
    in.session = stage_.id;
    in.person = who.id;
    in.name = who.name;
    in.seed = seed;
    in.may_lose_server = all_.may_lose_server;
    return std::make_shared<device>(on_, std::move(in));
}

steps lecture::lecturer_steps(const std::shared_ptr<device>& desk) {
    auto all = slide_steps(desk);
    const auto command_at = [&](double share, const command& what) {
        all.emplace(time_.at(share), [desk, what] { desk->send(what); });
    };
    command_at(0, start_session{});
    command_at(pause_from, pause_session{});
    command_at(pause_until_share, start_session{});
    if (stage_.has != mishap::nobody_ends) command_at(1, end_session{});
    if (stage_.has == mishap::moved_plan) {
        all.emplace(time_.at(plan_moved_at), [this] {
            plan_for(second_at(0) - long_before, second_at(0.8));
        });
    }
    return all;
}

/// Every page of every deck once, in order, or as many of them as there is time for.
steps lecture::slide_steps(const std::shared_ptr<device>& desk) {
    std::vector<show_slide> pages;
    if (const auto& view = desk->first_view()) {
        for (const auto& deck : view->slides.decks) {
            for (int page = 1; page <= deck.pages; ++page) pages.push_back({deck.deck, page});
        }
    }
    const auto room_for =
        static_cast<std::size_t>(all_.lecture * (slides_until - slides_from) / slide_least);
    pages.resize(std::min(pages.size(), room_for));
    steps all;
    const double each = (slides_until - slides_from) / static_cast<double>(pages.size());
    double share = slides_from;
    for (const auto& page : pages) {
        all.emplace(time_.at(share), [desk, page] { desk->send(page); });
        share += each;
    }
    return all;
}

/// Well under the grace time or well over it, so that no clock's grain decides whether it is a gap.
milliseconds lecture::time_away(const loss& of) const {
    const auto scaled = [](milliseconds time, double by) {
        return std::chrono::duration_cast<milliseconds>(time * by);
    };
    if (of.is_long) return scaled(record_.grace, 1.4 + of.away / 2) + record_.ping * 2;
    const auto most =
        std::min(scaled(record_.grace, 0.5) - record_.ping, scaled(all_.lecture, 0.1));
    return std::max(scaled(most, of.away), milliseconds{20});
}

asio::awaitable<void> lecture::visit(
    std::shared_ptr<lecture> self, std::size_t number, visit_plan plan
) {
    const auto& who = self->all_.people[number];
    const auto tab = self->make_device(who, static_cast<unsigned>(number * 2 + 1));
    const auto visit = self->visit_steps(number, plan, tab);
    co_await follow_steps(visit);
    const bool is_done = co_await tab->answered(answer_patience);
    if (!is_done) self->record_.mistake(who.name + ": not every post was answered.");
    const auto end = self->time_.at(plan.leaves);
    co_await pause_until(end);
    tab->leave(plan.leaves_by);
}

/// What is written offline is sent on return, which must be before the session has ended.
bool lecture::is_away_until_the_end(const visit_plan& plan, double share) const {
    for (const auto& each : plan.losses) {
        const auto back_at = time_.at(each.at) + time_away(each);
        if (each.at <= share && back_at > time_.at(last_return)) return true;
    }
    return false;
}

steps lecture::visit_steps(
    std::size_t number, const visit_plan& plan, const std::shared_ptr<device>& tab
) {
    steps all{{time_.at(plan.arrives), [tab] { tab->come(); }}};
    add_losses(all, plan, tab);
    int count = 0;
    for (const auto at : plan.posts) {
        if (is_away_until_the_end(plan, at)) continue;
        auto text =
            all_.people[number].name + ", " + stage_.key + ", message " + std::to_string(++count);
        all.emplace(time_.at(at), [tab, text = std::move(text)] { tab->send(post_chat{text}); });
    }
    if (plan.phone) {
        const auto phone = make_device(all_.people[number], static_cast<unsigned>(number * 2 + 2));
        all.emplace(time_.at(plan.phone->first), [phone] { phone->come(); });
        all.emplace(time_.at(plan.phone->second), [phone] { phone->leave(departure::close); });
    }
    return all;
}

void lecture::add_losses(steps& to, const visit_plan& plan, const std::shared_ptr<device>& tab) {
    auto back_at = time_.start - all_.lecture;
    for (const auto& each : plan.losses) {
        const auto lost_at = std::max(time_.at(each.at), back_at + milliseconds{50});
        back_at = lost_at + time_away(each);
        to.emplace(lost_at, [tab, how = each.how] { tab->leave(how); });
        to.emplace(back_at, [tab] { tab->come(); });
    }
}

}  // namespace

std::string_view name_of(mishap value) {
    static constexpr std::array<std::string_view, 6> names{
        "",           "planned for longer", "started early", "ended by nobody",
        "plan moved", "end corrected"
    };
    return names[static_cast<std::size_t>(value)];
}

asio::awaitable<void> play_lecture(
    const company& all, const lecture_stage& stage, lecture_record& record
) {
    const asio::any_io_executor on = co_await asio::this_coro::executor;
    const auto played = std::make_shared<lecture>(on, all, stage, record);
    co_await played->play();
}

}  // namespace aula::rehearsal
