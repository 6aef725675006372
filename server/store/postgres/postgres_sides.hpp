#pragma once

#include <optional>
#include <string>

#include "store/folder_lock.hpp"
#include "store/postgres/postgres_link.hpp"
#include "store/sides.hpp"

namespace aula {

/// The store's writing side on PostgreSQL.
///
/// A commit whose answer is lost with its connection is in doubt. Each transaction therefore leaves
/// its number in this writer's row of `commit_marks`. On a new connection the lost session is
/// ended first, and then the row is read: whatever server answers, it has the events exactly when
/// it has the number. When that takes longer than `postgres_times::doubt` the answer
/// is `unavailable`: unknown (docs/decisions/0017-the-store-on-postgresql.md says what follows from
/// it).
class postgres_writer final : public writing_side {
public:
    postgres_writer(folder_lock lock, postgres_link link, const postgres_times& times);
    ~postgres_writer() override;

    database& db() override { return *db_; }
    result<void> begin() override;
    result<void> end_piece() override { return db_->settle(); }
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
    std::string session_;              ///< Of `db_`.
    std::string name_;                 ///< This writer's, in `commit_marks`.
    std::int64_t transaction_ = 0;     ///< Counts them.
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
