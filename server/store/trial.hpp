#pragma once

#include <type_traits>
#include <utility>

#include "store/answers.hpp"
#include "store/database.hpp"

namespace aula {

/// Does a piece of writing work and takes all of its changes back; the answer stays. So it is known
/// what would come of the work, with every error that it would end with. Part of a transaction.
template <class Work>
std::invoke_result_t<Work&, database&> on_trial(database& db, Work work) {
    if (auto marked = done(db.query("SAVEPOINT trial")); !marked) return marked.error();
    auto answer = work(db);
    if (!answer) return answer;  // the whole transaction is rolled back
    if (auto settled = db.settle(); !settled) return settled.error();
    if (auto undone = done(db.query("ROLLBACK TO trial")); !undone) return undone.error();
    if (auto ended = done(db.query("RELEASE trial")); !ended) return ended.error();
    return answer;
}

}  // namespace aula
