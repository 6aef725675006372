#include "cli/pulse.hpp"

#include <pthread.h>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "store/open_store.hpp"

namespace aula::cli {

pulse::pulse(shard_set& shards, store& kept, std::function<void()> on_beat, milliseconds between)
    : store_(kept), on_beat_(std::move(on_beat)), between_(between) {
    for (const auto& each : shards) {
        auto& one = organs_.emplace_back();
        one.name = "shard " + std::to_string(each->index());
        one.ask = [home = each.get()](std::function<void()> answer) {
            home->post(std::move(answer));
        };
    }
    auto& reader = organs_.emplace_back();
    reader.name = "store reader";
    reader.every = store_every;
    reader.ask = [this](std::function<void()> answer) {
        auto nothing = [](database&) { return result<void>(); };
        store_.read_then(nothing, [answer](const result<void>&) { answer(); });
    };
    auto& writer = organs_.emplace_back();
    writer.name = "store writer";
    writer.every = store_every;
    writer.ask = [this](std::function<void()> answer) { ask_writer(std::move(answer)); };
    thread_ = std::thread([this] { run(); });
}

/// An empty transaction, which costs no disk. After a failed one it writes a page, because an empty
/// one would succeed on a full disk too and look like the end of the trouble.
void pulse::ask_writer(std::function<void()> answer) {
    const bool is_full = store_.statistics().is_storage_full;
    auto work = [is_full](database& db) -> result<void> {
        if (!is_full) return {};
        const auto written = db.query(write_nothing);
        return written ? result<void>() : result<void>(written.error());
    };
    store_.write_then(std::move(work), [answer](const result<void>&) { answer(); });
}

void pulse::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

std::string pulse::stuck() const {
    std::string names;
    for (const auto& each : organs_) {
        if (each.is_stuck) names += (names.empty() ? "" : ", ") + each.name;
    }
    return names;
}

void pulse::run() {
    ::pthread_setname_np(::pthread_self(), "pulse");
    std::unique_lock lock(mutex_);
    while (!is_stopped_) {
        lock.unlock();
        round();
        lock.lock();
        wake_.wait_for(lock, between_, [this] { return is_stopped_; });
    }
}

void pulse::round() {
    const needed_memory whole;  // a question that is noted is asked
    note_refusals();
    for (auto& each : organs_) ask(each);
    ++rounds_;
    if (stuck().empty()) on_beat_();
}

/// Newcomers and requests were refused; the reserve that others have used is filled again.
void pulse::note_refusals() {
    const auto refusals = needed_memory::refusals();
    if (refusals == refusals_) return;
    needed_memory::keep_reserve();
    if (!memory_warning_.is_due()) return;
    log::error(
        "memory was refused; requests or newcomers were turned away",
        {{"times", refusals - refusals_},
         {"remedy", "give the machine more memory, or lower limits.connections"}}
    );
    refusals_ = refusals;
}

void pulse::ask(organ& one) {
    if (one.is_asked->load()) {
        if (++one.missed == rounds_max) {
            one.is_stuck = true;
            log::error("a thread does not answer", {{"which", one.name}});
        }
        return;
    }
    if (one.is_stuck) log::warn("a thread answers again", {{"which", one.name}});
    one.is_stuck = false;
    one.missed = 0;
    if (rounds_ % one.every != 0) return;
    one.is_asked->store(true);
    one.ask([asked = one.is_asked] { asked->store(false); });
}

}  // namespace aula::cli
