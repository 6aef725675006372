#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

/// Several processes on one PostgreSQL, and what one of them does about another that hangs. On an
/// engine that is not shared nothing of this does anything.
namespace aula {

/// What a process's sessions at the database are called: `aula/NODE/` (or `aula/`, without a name)
/// and 64 bits of chance, so that no later process has the same. They show in pg_stat_activity.
std::string new_process_name(const std::string& node);

/// The URL with which sessions get this name.
std::string url_of_process(const std::string& url, const std::string& process);

/// Ends the sessions of these processes, and with each what it was doing; not ones of this
/// process. Does not wait until they have gone: whoever needs their locks does.
///
/// That is the only way to a lock of a process that was stopped in the middle of what it had to
/// say. PostgreSQL 15 waits for the rest without end: `idle_in_transaction_session_timeout` begins
/// with the end of a batch, `statement_timeout` with the next statement, and the network is well.
/// (Who waits for a standby has committed, see `postgres_database::has_ended`, and is left alone.)
result<void> end_sessions(database& db, const std::vector<std::string>& processes);

/// From here on the transaction waits for locks for 0.3 s at most, because the writing thread, and
/// with it the node's own beats, waits too. The answer is for `set_lock_waits`, which ends this.
result<std::string> shorten_lock_waits(database& db);
result<void> set_lock_waits(database& db, const std::string& as_before);

}  // namespace aula
