#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/config.hpp"
#include "base/result.hpp"
#include "net/listener.hpp"
#include "net/listening_sockets.hpp"

namespace aula::cli {

/// All doors through which people come into this server, and what they count together: the
/// operator's in the data folder, and for everybody else one on each shard.
///
/// Lives on: the application's thread. `parts` outlives it.
class doorways {
public:
    explicit doorways(net_parts& parts) : parts_(parts) {}

    /// The operator's door.
    result<void> open_local(shard& home, const std::filesystem::path& socket);
    /// Everybody's, one socket for each shard, with a certificate if there is one.
    result<void> open_public(
        const shard_set& shards, listening_sockets& on, const config& with, timestamp now
    );
    /// For connections that come from now on.
    void use(const tls_context& tls);

    void close_public();
    void close_local();

    std::int64_t sum_of(gauge net_metrics::* which) const;
    /// Until none of these is open at any door, or it is too late.
    void wait_for_none(gauge net_metrics::* open, std::chrono::steady_clock::time_point until)
        const;

    const std::vector<std::shared_ptr<listener>>& all() const { return all_; }

private:
    std::shared_ptr<listener> add(shard& home);

    net_parts& parts_;
    std::shared_ptr<std::atomic<std::size_t>> open_sockets_ =
        std::make_shared<std::atomic<std::size_t>>(0);
    std::vector<std::shared_ptr<listener>> all_;  ///< The operator's first.
};

}  // namespace aula::cli
