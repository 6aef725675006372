#pragma once

#include <optional>
#include <string>

#include "store/folder_lock.hpp"
#include "store/postgres/postgres_link.hpp"
#include "store/sides.hpp"

namespace aula {

/// The store's writing side on PostgreSQL.
///
/// A commit whose answer is lost with its connection is in doubt. Then the transaction's number is
/// asked for on a new connection (`pg_xact_status`), and what the server says is the answer; a
/// transaction that is still running there is ended first. When that takes longer than
/// `postgres_times::doubt`, or another server has taken over, the answer is `unavailable`: unknown
/// (docs/decisions/0017-the-store-on-postgresql.md says what follows from it).
class postgres_writer final : public writing_side {
public:
    postgres_writer(folder_lock lock, postgres_link link, const postgres_times& times)
        : lock_(std::move(lock)), link_(std::move(link)), times_(times) {}

    database& db() override { return *db_; }
    result<void> begin() override;
    result<void> end_piece() override;
    result<void> in_transaction() override;
    result<void> commit() override;
    void roll_back() override;
    bool commit_nothing() override;
    void keep_up(bool) override {}

private:
    enum class fate { committed, aborted, unknown };

    result<void> answer_of_lost_commit(const error& loss);
    fate find_out();
    std::optional<fate> ask_fate(postgres_database& of);

    folder_lock lock_;
    postgres_link link_;
    postgres_times times_;
    postgres_database* db_ = nullptr;  ///< The link's, since the last `begin`.
    /// The transaction's number, once something was written in it, and where it means something.
    std::string transaction_;
    std::string timeline_;
};

/// A reading side: a transaction that can only read, on one snapshot.
class postgres_reader final : public reading_side {
public:
    explicit postgres_reader(postgres_link link) : link_(std::move(link)) {}

    result<database*> begin() override;
    void end() override;

private:
    postgres_link link_;
};

}  // namespace aula
