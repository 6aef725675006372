#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

/// What `queued_store` needs of an engine: one side that writes and a few that read. Each is used
/// by one thread of the store and by nothing else.
namespace aula {

/// The one connection that writes.
class writing_side {
public:
    virtual ~writing_side() = default;

    /// Only after `begin` has answered well.
    virtual database& db() = 0;

    /// Begins a transaction. Never waits for long: while nothing can be written, the error is
    /// answered at once.
    virtual result<void> begin() = 0;

    /// Waits for what a piece of work has left outstanding; its first error.
    virtual result<void> end_piece() = 0;

    /// An error once the engine has given the transaction up, as on a full disk or with a lost
    /// connection: then nothing of it is kept. Asked after `end_piece`.
    virtual result<void> in_transaction() = 0;

    /// When this answers well, everything since `begin` outlives a power cut. Any error means that
    /// nothing is kept, with one exception: `unavailable` says that it could not be found out.
    virtual result<void> commit() = 0;

    /// Leaves the transaction, if there is one.
    virtual void roll_back() = 0;

    /// After a failed commit: whether something can be written again. Called every `probe_every`
    /// while nobody brings work, and after each further failure.
    virtual bool commit_nothing() = 0;

    /// After a good commit's answers have gone out. `is_quiet`: nothing else waits to be written.
    virtual void keep_up(bool is_quiet) = 0;
};

/// A connection that only reads.
class reading_side {
public:
    virtual ~reading_side() = default;

    /// Until `end`, all statements see the same instant.
    virtual result<database*> begin() = 0;
    virtual void end() = 0;
};

struct store_sides {
    std::unique_ptr<writing_side> writer;
    std::vector<std::unique_ptr<reading_side>> readers;
};

}  // namespace aula
