#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"
#include "store/table_shape.hpp"

/// Moves everything that an installation keeps from one database to another, `aula migrate`.
namespace aula {

/// What a table holds, whatever the order in which its rows come: how many, and the sum of their
/// SHA-256 digests.
struct table_sum {
    std::int64_t rows = 0;
    std::array<std::uint64_t, 4> digest{};

    bool operator==(const table_sum&) const = default;
};

struct moved_table {
    std::string name;
    table_sum sum;
    std::int64_t moved_now = 0;  ///< Rows; the others were there from an interrupted run.
};

struct move_wish {
    std::string source;  ///< Names the source, so that two are not mixed in one target.
    std::int64_t batch_rows = 2000;
    std::function<void(const std::string& table, std::int64_t rows)> progress =
        [](const std::string&, std::int64_t) {};
};

/// Copies table after table, in batches of one transaction each, and then compares what both sides
/// hold. Can be interrupted at any time: started again it goes on behind the last batch, and until
/// it has finished, the target is marked and no server uses it.
///
/// `from` is SQLite's and nobody may write to it meanwhile; `to` is PostgreSQL's. Errors:
/// `conflict` when the target holds something already, or is half of another source's; `internal`
/// when the two differ in the end: then the target is of no use, and the source as it was.
result<std::vector<moved_table>> move_everything(
    database& from, database& to, const move_wish& wish
);

/// All tables but those of nodes and leases; those that others refer to first.
std::vector<std::string_view> tables_to_move();

result<table_sum> sum_of(database& db, const table_shape& table, std::int64_t batch_rows);

}  // namespace aula
