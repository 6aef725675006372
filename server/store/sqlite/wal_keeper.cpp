#include "store/sqlite/wal_keeper.hpp"

namespace aula {

void wal_keeper::after_commit(bool is_quiet, instant now) {
    if (now < due_ || (!is_quiet && now < due_ + patience)) return;
    // In a moment that is not quiet nobody is kept waiting by the file's truncation.
    const auto done = is_quiet ? writer_.empty_wal() : writer_.checkpoint();
    due_ = now + (done ? empty_every : again_after);
}

}  // namespace aula
