#include "cli/doorways.hpp"

#include <thread>

#include "base/log.hpp"
#include "net/tls.hpp"

namespace aula::cli {
namespace {

/// A start with an expired certificate is better than none: people may see the warning and come in.
void warn_of_bad_time(const config& with, const tls_context& loaded, timestamp now) {
    const auto good = check_time({with.tls.certificate, with.tls.key}, loaded, now);
    if (!good) log::warn("browsers will not trust this server", {{"why", good.error().detail}});
}

}  // namespace

std::shared_ptr<listener> doorways::add(shard& home) {
    return all_.emplace_back(std::make_shared<listener>(home, parts_, open_sockets_));
}

result<void> doorways::open_local(shard& home, const std::filesystem::path& socket) {
    return add(home)->listen_local(socket);
}

result<void> doorways::open_public(
    const shard_set& shards, listening_sockets& on, const config& with, timestamp now
) {
    tls_context tls;
    if (!with.tls.certificate.empty()) {
        auto loaded = load_tls({.certificate = with.tls.certificate, .key = with.tls.key});
        if (!loaded) return loaded.error();
        warn_of_bad_time(with, *loaded, now);
        tls = *loaded;
    }
    for (const auto& each : shards) {
        if (auto served = add(*each)->serve_tcp(on.take(), tls); !served) return served;
    }
    return {};
}

void doorways::use(const tls_context& tls) {
    for (const auto& each : all_) each->use(tls);
}

void doorways::close_public() {
    for (const auto& each : all_) {
        if (each != all_.front()) each->stop();
    }
}

void doorways::close_local() {
    all_.front()->stop();
}

std::int64_t doorways::sum_of(gauge net_metrics::* which) const {
    std::int64_t sum = 0;
    for (const auto& each : all_) sum += (each->counts().*which).value();
    return sum;
}

void doorways::wait_for_none(gauge net_metrics::* open, std::chrono::steady_clock::time_point until)
    const {
    while (sum_of(open) > 0 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(milliseconds{10});
    }
}

}  // namespace aula::cli
