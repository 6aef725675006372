#include "net/net_metrics.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/metrics_text.hpp"

namespace aula {
namespace {

using listener_metrics = std::span<const net_metrics* const>;

/// The sum over all listeners of what `read` finds in one.
template <class Read>
auto total(listener_metrics listeners, Read read) {
    decltype(read(*listeners.front())) sum{};
    for (const auto* each : listeners) sum += read(*each);
    return sum;
}

/// One sample for each shard, which may have two listeners.
template <class Read>
void by_shard(metrics_text& to, listener_metrics listeners, std::string_view kind, Read read) {
    std::size_t shards = 0;
    for (const auto* each : listeners) shards = std::max(shards, each->shard + 1);
    for (std::size_t shard = 0; shard < shards; ++shard) {
        const auto open = total(listeners, [&](const net_metrics& of) {
            return of.shard == shard ? read(of).value() : 0;
        });
        to.sample(open, {{"kind", kind}, {"shard", std::to_string(shard)}});
    }
}

void report_connections(metrics_text& to, listener_metrics listeners) {
    to.gauge("aula_connections_open", "Sockets that are open, by what is spoken on them.");
    by_shard(to, listeners, "http", [](auto& of) -> auto& { return of.http_open; });
    by_shard(to, listeners, "websocket", [](auto& of) -> auto& { return of.websockets_open; });
    to.counter("aula_connections_accepted_total", "Sockets accepted and let in.");
    to.sample(total(listeners, [](auto& of) { return of.accepted.value(); }));
    to.counter("aula_connections_turned_away_total", "Sockets closed at the door, by the reason.");
    for (const auto why : every_turned_away) {
        const auto index = static_cast<std::size_t>(why);
        to.sample(
            total(listeners, [index](auto& of) { return of.sent_away[index].value(); }),
            {{"reason", name_of(why)}}
        );
    }
}

void report_answers(metrics_text& to, listener_metrics listeners) {
    to.counter("aula_http_answers_total", "Answers by HTTP, by the class of their status.");
    for (std::size_t index = 0; index < 5; ++index) {
        to.sample(
            total(listeners, [index](auto& of) { return of.answers[index].value(); }),
            {{"class", std::to_string(index + 1) + "xx"}}
        );
    }
    to.histogram("aula_http_answer_seconds", "From a whole request to its answer.");
    to.sample(total(listeners, [](auto& of) { return of.answer_seconds.values(); }));
}

void report_closes(metrics_text& to, listener_metrics listeners) {
    to.counter(
        "aula_websocket_closes_total", "WebSockets that ended, by our close code or the peer."
    );
    for (std::size_t index = 0; index < every_close_code.size(); ++index) {
        to.sample(
            total(listeners, [index](auto& of) { return of.closes[index].value(); }),
            {{"code", name_of(every_close_code[index])}}
        );
    }
    to.sample(
        total(listeners, [](auto& of) { return of.closed_by_peer.value(); }), {{"code", "none"}}
    );
}

}  // namespace

std::string_view name_of(turned_away why) {
    switch (why) {
        case turned_away::connections_max:
            return "connections_max";
        case turned_away::descriptors:
            return "descriptors";
        case turned_away::memory:
            return "memory";
    }
    return "unknown";
}

void net_metrics::answered(int status) {
    const auto first_digit = std::clamp(status / 100, 1, 5);
    answers[static_cast<std::size_t>(first_digit - 1)].add();
}

void net_metrics::closed(std::optional<close_code> why) {
    if (!why) return closed_by_peer.add();
    const auto found = std::ranges::find(every_close_code, *why);
    if (found != every_close_code.end()) {
        closes[static_cast<std::size_t>(found - every_close_code.begin())].add();
    }
}

void report(metrics_text& to, listener_metrics listeners) {
    report_connections(to, listeners);
    report_answers(to, listeners);
    report_closes(to, listeners);
}

open_place::open_place(open_count open, std::shared_ptr<net_metrics> counts)
    : open_(std::move(open)), counts_(std::move(counts)), before_(open_->fetch_add(1)) {
    counts_->http_open.add(1);
}

open_place::~open_place() {
    (is_websocket_ ? counts_->websockets_open : counts_->http_open).add(-1);
    open_->fetch_sub(1);
}

void open_place::becomes_websocket() {
    is_websocket_ = true;
    counts_->http_open.add(-1);
    counts_->websockets_open.add(1);
}

}  // namespace aula
