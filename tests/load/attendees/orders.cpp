#include "orders.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "enduring.hpp"
#include "publishing.hpp"
#include "rejoining.hpp"

namespace aula::load {
namespace {

using nlohmann::json;

constexpr std::size_t connections_max = 19'500;
constexpr double seconds_max = 300;

std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error(file + " is empty or missing");
    return lines;
}

nanos duration_of(const json& order, const char* name, double fallback) {
    const auto seconds = order.value(name, fallback);
    if (seconds < 0 || seconds > seconds_max) throw std::runtime_error("too long a time");
    return of_seconds(seconds);
}

authorship authorship_of(const json& order) {
    return {
        .first = order.value("first_author", 0U),
        .count = order.value("authors", 256U),
        .is_in_turn = order.value("in_turn", true),
        .deck = order.value("deck", ""),
        .pages = order.value("pages", 1U),
        .is_media = order.value("media", false),
    };
}

std::vector<stream> streams_of(const json& order) {
    std::vector<stream> streams;
    for (const auto& each : order.value("streams", json::array())) {
        streams.push_back(
            {.first_room = each.value("first_room", std::size_t{0}),
             .rooms = each.value("rooms", std::size_t{1}),
             .rate = each.value("rate", 10.0),
             .by = authorship_of(each)}
        );
    }
    return streams;
}

/// What every order that publishes answers.
json outcome(crowd& of, const span& timed, const rss_watch& memory) {
    auto& in = of.in();
    in.book.close();
    json streams = json::array();
    for (const auto& each : in.book.streams()) streams.push_back(figures(each));
    json closed = json::object();
    for (const auto& [code, count] : in.seen.closed) closed[std::to_string(code)] = count;
    const auto& seen = in.seen;
    return {
        {"span", timed.figures()},
        {"streams", streams},
        {"doubled", seen.doubled},
        {"gaps", seen.gaps},
        {"closed", closed},
        {"frame_bytes", seen.chat_frames > 0 ? seen.chat_bytes / seen.chat_frames : 0},
        {"rss_before", memory.first()},
        {"rss_after", memory.last()},
        {"rss_peak", memory.peak()},
    };
}

void begin(crowd& of, std::size_t streams, const json& order) {
    of.in().book.open(streams);
    of.in().seen = {};
    of.message_bytes = order.value("message_bytes", of.message_bytes);
}

json log_in(const json& order, crowd& with, pid_t) {
    const auto tokens = lines_of(order.at("tokens"));
    const auto began = now();
    with.log_in(tokens);
    const auto took = in_seconds(now() - began);
    std::ofstream out(order.at("cookies").get<std::string>());
    for (const auto& cookie : with.cookies()) out << cookie << '\n';
    return {{"people", tokens.size()}, {"seconds", took}};
}

json know(const json& order, crowd& with, pid_t) {
    auto cookies = lines_of(order.at("cookies"));
    const auto count = cookies.size();
    with.know(std::move(cookies), order.at("lecturers"));
    return {{"people", count}};
}

json join(const json& order, crowd& with, pid_t server) {
    std::vector<room> rooms;
    std::size_t people = 0;
    for (const auto& each : order.at("rooms")) {
        room made;
        made.session = each.value("session", "");
        made.count = each.at("count");
        made.stalled = each.value("stalled", 0U);
        made.onlookers = each.value("onlookers", 0U);
        made.listens = each.value("listens", false);
        people += made.count;
        rooms.push_back(made);
    }
    if (people > connections_max) throw std::runtime_error("too many connections for one process");
    begin(with, 1, order);
    rss_watch memory(server);
    span timed(with, server);
    timed.start();
    const auto went = with.join(order.value("course", ""), std::move(rooms));
    timed.stop();
    json answer = {
        {"people", people},
        {"ticket_s", in_seconds(went.ticket_time)},
        {"join_s", in_seconds(went.join_time)},
        {"time", figures(went.time)},
        {"span", timed.figures()},
        {"rss_before", memory.first()},
        {"rss_after", server_usage::rss_of(server)}
    };
    return answer;
}

json leave(const json&, crowd& with, pid_t server) {
    with.leave();
    return {{"rss_after", server_usage::rss_of(server)}};
}

json idle(const json& order, crowd& with, pid_t server) {
    begin(with, 1, order);
    rss_watch memory(server);
    span timed(with, server);
    timed.start();
    const auto end = now() + duration_of(order, "seconds", 1);
    while (now() < end) {
        with.in().loop.turn(std::min(end, now() + second / 10));
        memory.look();
    }
    timed.stop();
    return outcome(with, timed, memory);
}

json paced(const json& order, crowd& with, pid_t server) {
    const auto streams = streams_of(order);
    begin(with, streams.size(), order);
    rss_watch memory(server);
    span timed(with, server);
    publish_paced(
        with, streams, duration_of(order, "warm", 1), duration_of(order, "seconds", 5), timed,
        memory
    );
    return outcome(with, timed, memory);
}

json saturate(const json& order, crowd& with, pid_t server) {
    begin(with, 1, order);
    rss_watch memory(server);
    span timed(with, server);
    publish_saturating(
        with, order.value("window", std::size_t{1}), authorship_of(order),
        duration_of(order, "warm", 1), duration_of(order, "seconds", 3), timed, memory
    );
    return outcome(with, timed, memory);
}

json rejoin(const json& order, crowd& with, pid_t server) {
    const auto streams = streams_of(order);
    begin(with, streams.size(), order);
    rss_watch memory(server);
    span timed(with, server);
    const auto went = cut_and_return(with, duration_of(order, "within", 1), streams, timed);
    memory.look();
    auto answer = outcome(with, timed, memory);
    answer["cut"] = went.cut;
    answer["back"] = went.back;
    answer["resumed"] = went.resumed;
    answer["retries"] = went.retries;
    answer["away"] = figures(went.away);
    answer["until_last_back_s"] = in_seconds(went.until_last_back);
    return answer;
}

/// One page turned, by this crowd's lecturer (with `deck`) or by somebody else's, and when
/// everybody here was shown it. Times are the machine's steady clock, so that those of several
/// crowds on it can be compared.
json slide(const json& order, crowd& with, pid_t) {
    auto& in = with.in();
    const auto readers = order.at("readers").get<std::size_t>();
    in.awaited_page = order.at("page").get<std::size_t>();
    in.page_arrivals.clear();
    in.page_arrivals.reserve(readers);
    const auto began = now();
    if (order.contains("deck")) with.show(0, order.at("deck"), in.awaited_page);
    const auto deadline = began + duration_of(order, "seconds", 10);
    while (in.page_arrivals.size() < readers && now() < deadline) in.loop.turn(deadline);
    std::ranges::sort(in.page_arrivals);
    json arrivals = json::array();
    // Every hundredth part of them, and the last one.
    for (std::size_t part = 1; part <= 100 && !in.page_arrivals.empty(); ++part) {
        arrivals.push_back(in.page_arrivals[(in.page_arrivals.size() * part - 1) / 100]);
    }
    return {{"began", began}, {"shown", in.page_arrivals.size()}, {"hundredths", arrivals}};
}

enduring& those_enduring(crowd& with) {
    auto* const people = dynamic_cast<enduring*>(with.goes_on.get());
    if (people == nullptr) throw std::runtime_error("nobody endures anything");
    return *people;
}

/// From here on, between all orders: see `enduring`. Again: other streams.
json endure(const json& order, crowd& with, pid_t) {
    with.message_bytes = order.value("message_bytes", with.message_bytes);
    if (!with.goes_on) with.goes_on = std::make_unique<enduring>(with);
    those_enduring(with).post(streams_of(order));
    return json::object();
}

/// `count` of each room; without it all that are unplugged come back.
json unplug(const json& order, crowd& with, pid_t) {
    if (order.contains("count")) {
        those_enduring(with).unplug(order.at("count"));
    } else {
        those_enduring(with).replug();
    }
    return json::object();
}

void append_acked(enduring& people, const std::string& file) {
    std::ofstream out(file, std::ios::app);
    for (const auto& each : people.book().take_acked()) {
        out << each.room << ' ' << each.number << ' ' << each.seq << ' ' << each.person << '\n';
    }
}

/// What became of everybody since the last report; with `settle` once all is quiet again.
json report(const json& order, crowd& with, pid_t) {
    auto& people = those_enduring(with);
    const bool has_settled =
        !order.contains("settle") || people.settle(duration_of(order, "settle", 0));
    if (order.contains("acked")) append_acked(people, order.at("acked"));
    auto answer = people.take_figures();
    answer["settled"] = has_settled;
    return answer;
}

/// The messages of a log, `SEQ NUMBER` a line, against what everybody in that room was shown.
json compare_with_log(const json& order, crowd& with, pid_t) {
    std::ifstream in(order.at("log").get<std::string>());
    std::vector<numbered> log;
    for (numbered each; in >> each.seq >> each.number;) log.push_back(each);
    const auto found = those_enduring(with).compare_with(log, order.value("room", std::size_t{0}));
    return {{"missing", found.missing}, {"alien", found.alien}, {"compared", found.compared}};
}

}  // namespace

json carry_out(const json& order, crowd& with, pid_t server) {
    using action = json (*)(const json&, crowd&, pid_t);
    static const std::map<std::string, action> actions{
        {"log_in", log_in},     {"know", know},
        {"join", join},         {"leave", leave},
        {"idle", idle},         {"paced", paced},
        {"saturate", saturate}, {"rejoin", rejoin},
        {"slide", slide},       {"endure", endure},
        {"unplug", unplug},     {"replug", unplug},
        {"report", report},     {"compare", compare_with_log},
    };
    const auto found = actions.find(order.at("do"));
    if (found == actions.end()) throw std::runtime_error("no such order");
    return found->second(order, with, server);
}

}  // namespace aula::load
