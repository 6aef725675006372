#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/metrics.hpp"
#include "generated/messages.hpp"

namespace aula {

/// Why somebody was turned away before the first byte.
enum class turned_away : std::uint8_t {
    connections_max,  ///< `net_settings::connections_max` are open.
    descriptors,      ///< The process has no file descriptor left.
    memory,           ///< There is no memory for another connection.
};
constexpr std::array every_turned_away{
    turned_away::connections_max, turned_away::descriptors, turned_away::memory
};
std::string_view name_of(turned_away why);

/// What one listener has counted, with the connections it let in.
///
/// Written on its shard only, read from any thread.
struct alignas(64) net_metrics {
    explicit net_metrics(std::size_t on) : shard(on) {}

    const std::size_t shard;
    counter accepted;
    std::array<counter, every_turned_away.size()> sent_away;
    gauge http_open;
    gauge websockets_open;
    gauge requests_open;             ///< Heads that are read and not answered yet.
    std::array<counter, 5> answers;  ///< By the first digit of the status, from 1.
    histogram answer_seconds;        ///< From a whole request to its answer; sending is not in it.
    std::array<counter, every_close_code.size()> closes;  ///< WebSockets, by our close code …
    counter closed_by_peer;                               ///< … or without one.

    void turn_away(turned_away why) { sent_away[static_cast<std::size_t>(why)].add(); }
    void answered(int status);
    void closed(std::optional<close_code> why);
};

/// All listeners' numbers as families.
void report(metrics_text& to, std::span<const net_metrics* const> listeners);

/// One connection's place among those that are open, from its acceptance to its end.
///
/// Lives on: the connection's shard.
class open_place {
public:
    using open_count = std::shared_ptr<std::atomic<std::size_t>>;

    open_place(open_count open, std::shared_ptr<net_metrics> counts);
    ~open_place();
    open_place(const open_place&) = delete;
    open_place& operator=(const open_place&) = delete;

    /// Whether more are open now than this, with this one.
    bool is_beyond(std::size_t most) const { return before_ >= most; }

    void becomes_websocket();
    bool is_websocket() const { return is_websocket_; }
    net_metrics& counts() { return *counts_; }

private:
    open_count open_;
    std::shared_ptr<net_metrics> counts_;
    std::size_t before_;
    bool is_websocket_ = false;
};

}  // namespace aula
