#include "live/live_metrics.hpp"

#include <string>
#include <utility>

#include "base/metrics_text.hpp"

namespace aula {
namespace {

using shard_metrics = std::span<const live_metrics* const>;

template <class Number>
auto total(shard_metrics shards, Number live_metrics::* which) {
    decltype((shards.front()->*which).value()) sum = 0;
    for (const auto* each : shards) sum += (each->*which).value();
    return sum;
}

template <std::size_t... Index>
std::array<command, sizeof...(Index)> one_of_each(std::index_sequence<Index...>) {
    return {command(std::in_place_index<Index>)...};
}

void report_rooms(metrics_text& to, shard_metrics shards) {
    to.gauge("aula_rooms_loaded", "Rooms in memory.");
    to.sample(total(shards, &live_metrics::rooms));
    to.gauge("aula_people_present", "People whom the rooms count as present.");
    to.sample(total(shards, &live_metrics::people_present));
    to.gauge("aula_outcomes_waiting", "Decided and not yet saved, in all rooms.");
    to.sample(total(shards, &live_metrics::outcomes_waiting));
    to.counter("aula_events_shown_total", "Events that rooms have saved and shown.");
    to.sample(total(shards, &live_metrics::events_shown));
    histogram_values save;
    for (const auto* each : shards) save += each->save_seconds.values();
    to.histogram("aula_save_seconds", "From a room's batch to its answer from the store.");
    to.sample(save);
}

void report_commands(metrics_text& to, shard_metrics shards) {
    to.counter("aula_commands_total", "Commands that rooms have decided, by kind.");
    for (const auto& kind : one_of_each(std::make_index_sequence<std::variant_size_v<command>>{})) {
        std::uint64_t sum = 0;
        for (const auto* each : shards) sum += each->commands[kind.index()].value();
        to.sample(sum, {{"kind", name_of(kind)}});
    }
    to.counter("aula_refusals_total", "Commands that were refused, by the reason given.");
    for (const auto reason : every_refusal) {
        std::uint64_t sum = 0;
        for (const auto* each : shards) {
            sum += each->refusals[static_cast<std::size_t>(reason)].value();
        }
        to.sample(sum, {{"reason", name_of(reason)}});
    }
}

void report_audiences(metrics_text& to, shard_metrics shards) {
    to.gauge("aula_audiences", "Audiences: a session with subscribers has one on each shard.");
    to.sample(total(shards, &live_metrics::audiences));
    to.gauge("aula_subscribers_seated", "Connections that follow a session.");
    for (std::size_t index = 0; index < shards.size(); ++index) {
        to.sample(shards[index]->seated.value(), {{"shard", std::to_string(index)}});
    }
    to.gauge("aula_subscribers_blocked", "Those whose sockets took nothing more at the last look.");
    to.sample(total(shards, &live_metrics::blocked));
    std::int64_t lag = 0;
    for (const auto* each : shards) lag = std::max(lag, each->lag_bytes.value());
    to.gauge("aula_ring_lag_bytes", "How far the slowest subscriber is behind what was shown.");
    to.sample(lag);
    to.counter("aula_joins_total", "Subscribers let in, with a welcome or where they had been.");
    to.sample(total(shards, &live_metrics::welcomed), {{"how", "welcomed"}});
    to.sample(total(shards, &live_metrics::resumed), {{"how", "resumed"}});
    to.counter("aula_deliveries_total", "Times that a subscriber was sent what was new.");
    to.sample(total(shards, &live_metrics::deliveries));
    to.counter("aula_sent_bytes_total", "Bytes of broadcasts handed to subscribers' sockets.");
    to.sample(total(shards, &live_metrics::bytes_sent));
}

void report_media(metrics_text& to, shard_metrics shards) {
    to.gauge("aula_media_listeners", "Connections that asked for media frames.");
    to.sample(total(shards, &live_metrics::listening));
    to.counter("aula_media_frames_total", "Media frames from clients, by what became of them.");
    to.sample(total(shards, &live_metrics::media_taken), {{"result", "sent_on"}});
    to.sample(total(shards, &live_metrics::media_dropped), {{"result", "dropped"}});
    to.counter("aula_media_skips_total", "Times that a listener was too far behind, and skipped.");
    to.sample(total(shards, &live_metrics::media_skips));
    to.counter(
        "aula_media_sent_bytes_total", "Bytes of media frames handed to listeners' sockets."
    );
    to.sample(total(shards, &live_metrics::media_bytes_sent));
}

}  // namespace

void report(metrics_text& to, shard_metrics shards) {
    report_rooms(to, shards);
    report_commands(to, shards);
    report_audiences(to, shards);
    report_media(to, shards);
}

}  // namespace aula
