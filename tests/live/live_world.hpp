#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "generated/codec.hpp"
#include "live/hall.hpp"
#include "store/event_log.hpp"
#include "store/fixture.hpp"

namespace aula::test {

/// A connection that keeps what it is sent instead of sending it. As slow as it is told to be.
class recording_sink final : public sink {
public:
    std::size_t write(std::span<const char> bytes) override {
        const std::lock_guard lock(mutex_);
        const auto taken = std::min(bytes.size(), room_);
        room_ -= taken;
        received_.append(bytes.data(), taken);
        is_blocked_ = taken < bytes.size();
        arrived_.notify_all();
        return taken;
    }
    void keep(std::span<const char> rest) override {
        const std::lock_guard lock(mutex_);
        tail_.append(rest.data(), rest.size());
    }
    void push(shared_frame frame) override {
        if (is_blocked_) return keep(*frame);
        const auto taken = write(*frame);
        if (taken < frame->size()) keep(std::span<const char>(*frame).subspan(taken));
    }
    void close(close_code why) override {
        const std::lock_guard lock(mutex_);
        if (!closed_) closed_ = why;
        arrived_.notify_all();
    }
    std::size_t waiting() const override { return tail_.size(); }
    void drop(close_code why) override {
        const std::lock_guard lock(mutex_);
        tail_.clear();
        is_blocked_ = true;
        if (!closed_) closed_ = why;
        arrived_.notify_all();
    }
    bool has_unread() override { return has_unread_; }
    /// It has been spoken to, and nobody has listened.
    void leave_unread(bool is_so) { has_unread_ = is_so; }

    /// Takes no more than this many bytes from now on.
    void stall_after(std::size_t bytes) {
        const std::lock_guard lock(mutex_);
        room_ = bytes;
    }
    /// Takes everything again; the tail arrives. Followed by `audience::writable`.
    void flow() {
        const std::lock_guard lock(mutex_);
        room_ = no_limit;
        received_ += std::exchange(tail_, {});
        is_blocked_ = false;
    }

    /// Waits until `holds` says so of all messages so far.
    using messages = std::vector<server_message>;
    bool wait(const std::function<bool(const messages&)>& holds) {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, std::chrono::seconds{10}, [&] { return holds(decode()); });
    }
    messages all() {
        const std::lock_guard lock(mutex_);
        return decode();
    }
    std::string bytes() {
        const std::lock_guard lock(mutex_);
        return received_;
    }
    std::optional<close_code> closed_as() {
        const std::lock_guard lock(mutex_);
        return closed_;
    }
    std::optional<close_code> wait_for_close() {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, std::chrono::seconds{10}, [&] { return closed_.has_value(); });
        return closed_;
    }

private:
    static constexpr std::size_t no_limit = static_cast<std::size_t>(-1);

    messages decode() const {
        messages out;
        for (std::size_t at = 0; at + 2 <= received_.size();) {
            std::size_t head = 2;
            std::size_t length = static_cast<unsigned char>(received_[at + 1]);
            if (length == 126) {
                head = 4;
                length = static_cast<unsigned char>(received_[at + 2]) * 256U +
                         static_cast<unsigned char>(received_[at + 3]);
            }
            const bool is_text = static_cast<unsigned char>(received_[at]) == 0x81;
            if (at + head + length > received_.size()) break;
            if (is_text) {
                auto said = decode_server(std::string_view(received_).substr(at + head, length));
                if (said) out.push_back(*said);
            }
            at += head + length;
        }
        return out;
    }

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::string received_, tail_;
    std::size_t room_ = no_limit;
    bool has_unread_ = false;
    std::optional<close_code> closed_;
};

template <class Message>
std::vector<Message> only(const recording_sink::messages& all) {
    std::vector<Message> out;
    for (const auto& each : all) {
        if (const auto* one = std::get_if<Message>(&each)) out.push_back(*one);
    }
    return out;
}

template <class Event>
std::vector<Event> events(const recording_sink::messages& all) {
    std::vector<Event> out;
    for (const auto& each : only<received_event>(all)) {
        if (const auto* one = std::get_if<Event>(&each.logged.what)) out.push_back(*one);
    }
    return out;
}

/// Waits until so many have come.
template <class Message>
bool hears(recording_sink& socket, std::size_t wanted) {
    return socket.wait([wanted](const auto& all) { return only<Message>(all).size() >= wanted; });
}

inline live_settings quick_settings() {
    live_settings quick;
    quick.grace = milliseconds{150};
    quick.ping = milliseconds{50};
    quick.silence = milliseconds{60000};  // nobody answers pings here
    quick.checkpoint = milliseconds{60000};
    quick.signals[signal_slot<head_count>].pause = milliseconds{20};
    return quick;
}

/// Runs it on that shard and waits.
template <class Work>
auto run_on(hall& all, std::size_t index, Work work) {
    using answer = std::invoke_result_t<Work&, live_shard&>;
    std::promise<answer> promised;
    auto future = promised.get_future();
    all.post(index, [&](live_shard& part) {
        if constexpr (std::is_void_v<answer>) {
            work(part);
            promised.set_value();
        } else {
            promised.set_value(work(part));
        }
    });
    return future.get();
}

/// The wall clock of a machine where somebody has set it forward.
class clock_ahead final : public server_clock {
public:
    explicit clock_ahead(milliseconds by) : by_(by) {}
    timestamp now() const override { return server_clock::now() + by_; }

private:
    milliseconds by_;
};

/// Shards, store and hall, in a folder that outlives them.
class live_world {
public:
    explicit live_world(
        const std::filesystem::path& folder, live_settings with = quick_settings(),
        milliseconds ahead = {}
    )
        : kept_(open_store(folder)), clock_(ahead) {
        for (std::size_t index = 0; index < 2; ++index) {
            shards_.push_back(std::make_unique<shard>(index));
        }
        hall_ = std::make_unique<hall>(shards_, *kept_, clock_, with);
        for (auto& each : shards_) each->start();
        hall_->start();
    }
    ~live_world() { stop(); }
    /// Ends without a word to anybody, and writes nothing more.
    void crash() {
        if (std::exchange(is_stopped_, true)) return;
        for (auto& each : shards_) each->stop();
        kept_->stop();
    }
    /// Ends the threads; before what they use goes. Further calls do nothing.
    void stop() {
        if (std::exchange(is_stopped_, true)) return;
        hall_->drain(milliseconds{0});
        for (auto& each : shards_) each->stop();
        kept_->stop();
    }
    live_world(const live_world&) = delete;
    live_world& operator=(const live_world&) = delete;

    /// Outlives the hall, which closes whoever has not left.
    recording_sink& socket() { return sockets_.emplace_back(); }
    session_id plan_session() {
        return must(write(*kept_, [](database& db) -> result<session_id> {
            const auto course = courses::add(db, immunology());
            if (!course) return course.error();
            return sessions::add(db, monday(*course));
        }));
    }

    template <class Work>
    auto on(std::size_t index, Work work) {
        return run_on(*hall_, index, std::move(work));
    }

    connection_number enter(std::size_t index, recording_sink& to, session_id where, viewer who) {
        return on(index, [&](live_shard& part) { return part.enter(to, where, who); });
    }
    void submit(std::size_t index, connection_number from, request_frame asked) {
        on(index, [&](live_shard& part) { part.submit(from, asked); });
    }
    void leave(std::size_t index, connection_number from) {
        on(index, [&](live_shard& part) { part.leave(from, leave_reason::left); });
    }

    hall& all() { return *hall_; }
    store& kept() { return *kept_; }

private:
    std::deque<recording_sink> sockets_;
    std::unique_ptr<store> kept_;
    clock_ahead clock_;
    shard_set shards_;
    std::unique_ptr<hall> hall_;
    bool is_stopped_ = false;
};

inline std::vector<logged_event> log_of(live_world& world, session_id where) {
    return must(read(world.kept(), [where](database& db) {
        return event_log::read(db, where, 1, 1000);
    }));
}

template <class Event>
std::vector<Event> all_in(const std::vector<logged_event>& log) {
    std::vector<Event> out;
    for (const auto& each : log) {
        if (const auto* one = std::get_if<Event>(&each.what)) out.push_back(*one);
    }
    return out;
}

/// Waits for what shards and their timers bring about.
inline bool comes_true(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(milliseconds{10});
    }
    return true;
}

inline viewer somebody(
    std::int64_t id, std::string name, role as, std::optional<seq_number> since = {}
) {
    return {participant_id{id}, login_id{id}, std::move(name), as, since};
}

inline const viewer a_lecturer = somebody(1, "Hope", role::lecturer);
inline const viewer a_student = somebody(2, "Ada", role::attendee);

inline request_frame asking(std::uint32_t ref, command what) {
    return {ref, "key-" + std::to_string(ref) + "-padding", std::move(what)};
}

}  // namespace aula::test
