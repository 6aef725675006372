#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "live/node_messages.hpp"
#include "store/node_inbox.hpp"
#include "store/store.hpp"

namespace aula {

/// How nodes talk while the bus is away: through the database, where each collects what is there
/// for it. A message may be lost here too, as when the database fails.
///
/// Thread-safe. Bound: `under_way_max` messages on their way into the database.
class detour : public std::enable_shared_from_this<detour> {
public:
    static constexpr std::size_t under_way_max = 2000;

    /// Called on a thread of the store; it only hands on. `age`: for how long it was on its way.
    using receiver = std::function<void(result<node_message> said, milliseconds age)>;

    static std::shared_ptr<detour> make(store& by_way_of, node_name self, receiver take);

    /// False when too much is on its way already. `incarnation` is this node's.
    bool tell(const node_name& to, std::int64_t incarnation, const node_message& said);
    bool tell_others(std::int64_t incarnation, const node_message& said);

    /// Takes in what has come; nothing when the time before has not ended yet.
    void collect();

private:
    detour(store& by_way_of, node_name self, receiver take);

    using put = std::function<result<void>(database& db, const node_inbox::note& said)>;
    bool send(std::int64_t incarnation, const node_message& said, put into);

    store& store_;
    const node_name self_;
    const receiver take_;
    std::atomic<std::int64_t> last_number_{0};
    std::atomic<std::size_t> under_way_{0};
    std::atomic<bool> is_collecting_{false};
};

}  // namespace aula
