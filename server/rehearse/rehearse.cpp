#include "rehearse/rehearse.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <map>

#include "base/process.hpp"
#include "client/terminal.hpp"
#include "rehearse/rehearsal_course.hpp"
#include "rehearse/report.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;
using cli::progress_line;
using cli::rest_client;

constexpr std::size_t logins_at_once = 8;

/// Runs coroutines, one thread and one io_context for the whole rehearsal: connections that fell
/// silent stay open from one lecture to the next.
class loop {
public:
    /// Returns when all of `parts` are done; the first exception comes out.
    void run(std::vector<asio::awaitable<void>> parts) {
        std::size_t running = parts.size();
        std::exception_ptr first;
        for (auto& part : parts) {
            asio::co_spawn(
                io_, std::move(part),
                [this, &running, &first](const std::exception_ptr& thrown) {
                    if (thrown && !first) first = thrown;
                    if (--running == 0) io_.stop();
                }
            );
        }
        io_.restart();
        io_.run();
        if (first) std::rethrow_exception(first);
    }

private:
    asio::io_context io_{1};
};

asio::awaitable<void> log_in(
    std::vector<person>& people, const std::vector<invited>& as, std::size_t from, error& failed
) {
    for (std::size_t at = from; at < people.size(); at += logins_at_once) {
        const auto done = co_await people[at].browser->log_in(as[at].join_token);
        if (!done) failed = done.error();
    }
}

result<void> log_everybody_in(loop& on, company& all, const rehearsal_course& course) {
    std::vector<invited> as = course.students;
    as.push_back(course.lecturer);
    std::vector<person> people;
    for (const auto& each : as)
        people.push_back({each.id, each.name, std::make_unique<web_client>(all.at)});
    error failed{error_code::internal, {}};
    std::vector<asio::awaitable<void>> parts;
    for (std::size_t from = 0; from < std::min(logins_at_once, people.size()); ++from) {
        parts.push_back(log_in(people, as, from, failed));
    }
    on.run(std::move(parts));
    if (!failed.detail.empty()) return failed;
    all.lecturer = std::move(people.back());
    people.pop_back();
    all.people = std::move(people);
    return {};
}

/// One lecture after another.
asio::awaitable<void> play_in_turn(
    const company& all, const std::vector<lecture_stage>& stages, std::vector<std::size_t> numbers,
    std::vector<lecture_record>& records, progress_line& line
) {
    for (const auto at : numbers) {
        line.show(
            "lecture " + std::to_string(at + 1) + " of " + std::to_string(stages.size()) + ": " +
            stages[at].title
        );
        co_await play_lecture(all, stages[at], records[at]);
    }
}

std::vector<lecture_record> play(
    loop& on, const company& all, const std::vector<lecture_stage>& stages, bool are_days_at_once
) {
    std::map<std::string, std::vector<std::size_t>> in_turn;
    for (std::size_t at = 0; at < stages.size(); ++at) {
        in_turn[are_days_at_once ? stages[at].day : ""].push_back(at);
    }
    std::vector<lecture_record> records(stages.size());
    progress_line line;
    std::vector<asio::awaitable<void>> parts;
    for (auto& [day, numbers] : in_turn) {
        parts.push_back(play_in_turn(all, stages, std::move(numbers), records, line));
    }
    on.run(std::move(parts));
    return records;
}

result<company> gather(
    const rehearse_options& asked, const rehearsal_course& course, std::vector<student> who,
    const rest_client& api
) {
    auto at = find_place(course.public_url, asked.server);
    if (!at) return at.error();
    company all;
    all.at = std::move(*at);
    all.course = course.slug;
    all.students = std::move(who);
    all.lecture = asked.lecture;
    all.seed = asked.seed;
    all.may_lose_server = asked.must_survive;
    if (asked.must_survive) all.lost_with_server = asked.checkpoint;
    all.office = &api;
    return all;
}

result<bool> perform(const rehearse_options& asked, const rest_client& api) {
    loop on;  // outlives every connection
    auto who = make_students(asked.students);
    const auto course = rehearsal_course::create(api, asked, who);
    if (!course) return course.error();
    auto all = gather(asked, *course, std::move(who), api);
    if (!all) return all.error();
    if (const auto in = log_everybody_in(on, *all, *course); !in) return in.error();
    outcome what{
        .course = course->slug,
        .decks = course->decks,
        .all = &*all,
        .stages = course->lectures,
        .records = {},
        .verdicts = {}
    };
    what.records = play(on, *all, what.stages, asked.are_days_at_once);
    auto verdicts = compare_all(api, *all, what.stages, what.records);
    if (!verdicts) return verdicts.error();
    what.verdicts = std::move(*verdicts);
    for (std::size_t at = 0; at < what.stages.size(); ++at) {
        what.records[at].check_posts();
        check_chat_log(api, *all, what.stages[at], what.records[at]);
    }
    const auto text = asked.is_json ? report_json(what) : report_text(what);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return has_passed(what);
}

}  // namespace

result<bool> rehearse(const rehearse_options& asked) {
    raise_descriptor_limit();  // every student holds a socket or two, and silent ones stay open
    const rest_client api(cli::http_target{.socket = asked.socket, .url = {}, .token = {}});
    return perform(asked, api);
}

}  // namespace aula::rehearsal
