#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "live/audience.hpp"
#include "live/live_world.hpp"

namespace aula::test {

/// One audience, its clock, and the turns of its loop, in the hands of a test.
class stage {
public:
    stage() {
        audience_hooks hooks;
        hooks.ask_welcome = [this](viewer_class which) { asked_.push_back(which); };
        hooks.at_turn_end = [this](std::function<void()> work) {
            turns_.push_back(std::move(work));
        };
        hooks.now = [this] { return now_; };
        hooks.ask_rest = [this] { ++asked_for_rest_; };
        at_ = std::make_shared<audience>(session_id{1}, settings_, std::move(hooks), counts_);
        at_->prime({});
    }

    /// Comes in where the log stands, so that no welcome is needed.
    recording_sink& come() {
        auto& seat = *seats_.emplace_back(std::make_unique<recording_sink>());
        come_as(seat);
        return seat;
    }
    /// Comes for the first time: as person 1, who has to be welcomed.
    void come_anew(sink& seat, role as) { CHECK(at_->join(seat, somebody(1, "Ada", as))); }
    void change_role(role as) {
        publication shown;
        shown.shown = shown_;
        shown.changed_roles.emplace_back(participant_id{1}, as);
        at_->append(shown);
    }
    void welcome(viewer_class which) {
        std::string payload, frame;
        encode(payload, aula::welcome{.seq = shown_, .view = {.session = session_id{1}}});
        append_text_frame(frame, payload);
        at_->welcome(which, shown_, std::make_shared<const std::string>(frame));
    }
    /// Comes from another server, where they have seen everything up to `since`.
    void come_ahead(sink& seat, seq_number since) {
        CHECK(at_->join(seat, somebody(1, "Ada", role::attendee, since)));
    }
    int asked_for_rest() const { return asked_for_rest_; }
    const std::vector<viewer_class>& asked() const { return asked_; }
    void come_as(sink& seat) {
        const auto who = somebody(++people_, "Ada", role::attendee, shown_);
        CHECK(at_->join(seat, who));
    }
    /// Answers the message's seq.
    seq_number show(const std::string& text) {
        show_event(chat_posted{participant_id{1}, "Hope", role::lecturer, text}, {});
        return shown_;
    }
    void hide(seq_number message) { show_event(chat_hidden{message}, {message}); }
    void show_event(const event& what, std::vector<seq_number> taken_back) {
        publication shown;
        std::string payload;
        logged_event said;
        said.seq = ++shown_;
        said.at = now_;
        said.by = participant_id{1};
        said.what = what;
        encode(payload, said, shown_ - 1);
        shown.shown = shown_;
        shown.taken_back = std::move(taken_back);
        for (auto& run : shown.runs) run.add(payload, shown_);
        at_->append(shown);
    }
    void count_heads(int present) {
        std::string payload, frame;
        encode(payload, head_count{.present = present});
        append_text_frame(frame, payload);
        at_->signal(signal_slot<head_count>, std::make_shared<const std::string>(frame));
    }
    void one_turn() {
        auto work = std::move(turns_.front());
        turns_.pop_front();
        work();
    }
    void finish_turns() {
        while (!turns_.empty()) one_turn();
    }
    void pass(milliseconds time) {
        now_ += time;
        at_->tick(now_);
        finish_turns();
    }
    void writable(recording_sink& seat) { at_->writable(seat); }
    void heard(recording_sink& seat) { at_->heard(seat, now_); }

    live_settings& settings() { return settings_; }

private:
    std::vector<viewer_class> asked_;
    int asked_for_rest_ = 0;
    live_settings settings_;
    live_metrics counts_;
    timestamp now_{std::chrono::seconds{1'000'000}};
    seq_number shown_ = 0;
    std::int64_t people_ = 0;
    std::deque<std::function<void()>> turns_;
    std::vector<std::unique_ptr<recording_sink>> seats_;
    std::shared_ptr<audience> at_;
};

/// Takes longer for each write than a slice of a round may last.
class slow_sink final : public sink {
public:
    std::size_t write(std::span<const char> bytes) override {
        const auto until = std::chrono::steady_clock::now() + milliseconds{2};
        while (std::chrono::steady_clock::now() < until) {
        }
        return bytes.size();
    }
    void keep(std::span<const char>) override {}
    void push(shared_frame) override {}
    std::size_t waiting() const override { return 0; }
    void close(close_code) override {}
    void drop(close_code) override {}
};

/// A real socket that keeps what each system call sent apart from the next.
class packet_sink final : public sink {
public:
    packet_sink() {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends.data()) == 0);
        plain_socket_ = ends[0];
        far_end_ = ends[1];
    }
    ~packet_sink() override {
        ::close(plain_socket_);
        ::close(far_end_);
    }
    packet_sink(const packet_sink&) = delete;
    packet_sink& operator=(const packet_sink&) = delete;

    std::size_t write(std::span<const char>) override { return 0; }
    void keep(std::span<const char>) override { FAIL("the socket has room"); }
    void push(shared_frame) override { FAIL("the socket has room"); }
    std::size_t waiting() const override { return 0; }
    void close(close_code) override {}
    void drop(close_code) override {}

    std::vector<std::string> packets() const {
        std::vector<std::string> out;
        std::array<char, 65536> buffer;
        for (;;) {
            const auto got = ::recv(far_end_, buffer.data(), buffer.size(), 0);
            if (got <= 0) return out;
            out.emplace_back(buffer.data(), static_cast<std::size_t>(got));
        }
    }

private:
    int far_end_ = -1;
};

}  // namespace aula::test
