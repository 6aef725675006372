#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "store/sides.hpp"
#include "store/store.hpp"

namespace aula {

/// One transaction for everything that waits: pieces of work one after another, each in a
/// savepoint, then all of them to the disk at once. A piece that fails takes only its own changes
/// back; a transaction that is lost takes all of them.
class group_commit {
public:
    explicit group_commit(writing_side& on) : on_(on), state_(on.begin()) {}

    bool is_alive() const { return static_cast<bool>(state_); }
    const result<void>& state() const { return state_; }

    void add(std::unique_ptr<store::job> work);
    void commit();
    /// Tells everybody who has not been told yet.
    void answer();

private:
    bool run(std::string_view sql);

    writing_side& on_;
    result<void> state_;
    std::vector<std::unique_ptr<store::job>> waiting_;
};

/// Runs a piece of work; an exception fails this piece only, and as `busy` when it was for memory.
/// False when the work itself answers an error.
result<bool> performed(store::job& work, database& db);

}  // namespace aula
