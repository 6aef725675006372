#include "store/postgres/postgres_database.hpp"

#include <utility>

#include "store/postgres/postgres_dialect.hpp"
#include "store/postgres/postgres_error.hpp"
#include "store/postgres/postgres_hosts.hpp"
#include "store/postgres/postgres_values.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t prepared_max = 512;

struct result_closer {
    void operator()(PGresult* came) const { PQclear(came); }
};
using result_pointer = std::unique_ptr<PGresult, result_closer>;

std::string field(const PGresult& of, int which) {
    const char* text = PQresultErrorField(&of, which);
    return text == nullptr ? std::string() : one_line(text);
}

/// The kinds of the arguments, and the words.
std::string key_of(std::string_view sql, std::span<const sql_value> arguments) {
    auto key = kinds_of(arguments) + ' ';
    key += sql;
    return key;
}

/// The primary message alone: the details may hold what people wrote.
error failure_of(const PGresult& came, std::string_view statement) {
    const auto state = field(came, PG_DIAG_SQLSTATE);
    auto said = field(came, PG_DIAG_MESSAGE_PRIMARY);
    if (said.empty()) said = "no statement";
    error failed{kind_of_sqlstate(state), "the database failed: " + said};
    if (!state.empty()) failed.detail += " (" + state + ")";
    if (failed.code == error_code::internal) {
        failed.detail += " in '" + std::string(statement) + "'";
    }
    return failed;
}

std::string millis(std::chrono::milliseconds time) {
    return std::to_string(time.count());
}

/// `on` whatever the server's own setting is: an acknowledged event outlives a power cut. Somebody
/// who holds a lock or a transaction open is not waited for.
std::string session_settings(const postgres_times& times) {
    return "SET synchronous_commit = on; SET standard_conforming_strings = on; "
           "SET client_min_messages = warning; SET statement_timeout = " +
           millis(times.statement) + "; SET lock_timeout = " + millis(times.lock) +
           "; SET idle_in_transaction_session_timeout = " + millis(4 * times.answer) + "; " +
           "SELECT pid || '/' || extract(epoch FROM backend_start) FROM pg_stat_activity "
           "WHERE pid = pg_backend_pid()";
}

}  // namespace

postgres_database::postgres_database(
    std::unique_ptr<postgres_connection> connected, const postgres_times& times
)
    : connection_(std::move(connected)), times_(times) {}

result<std::unique_ptr<postgres_database>> postgres_database::open(
    std::unique_ptr<postgres_connection> connected, const postgres_times& times
) {
    std::unique_ptr<postgres_database> db(new postgres_database(std::move(connected), times));
    if (auto done = db->set_up(); !done) return done.error();
    return db;
}

result<std::unique_ptr<postgres_database>> postgres_database::connect(
    const std::string& url, const postgres_times& times
) {
    const auto servers = postgres_hosts(url).count();
    std::string why = "the database does not answer";
    for (std::size_t first = 0; first < servers; ++first) {
        auto connection = std::make_unique<postgres_connection>(url, times, first);
        switch (connection->advance(times.connect / servers)) {
            case postgres_connection::progress::ready:
                return open(std::move(connection), times);
            case postgres_connection::progress::connecting:
                break;  // the next attempt begins with another one
            case postgres_connection::progress::failed:
                why = connection->message();
                break;
        }
    }
    return error{error_code::unavailable, why};
}

/// In one round trip, before the stream begins.
result<void> postgres_database::set_up() {
    auto* const raw = connection_->get();
    const auto settings = session_settings(times_);
    const auto deadline = steady_clock::now() + times_.connect;
    if (PQsendQuery(raw, settings.c_str()) == 0) {
        return error{error_code::unavailable, connection_->message()};
    }
    std::optional<error> failed;
    while (connection_->wait_for_result(deadline)) {
        const result_pointer came(PQgetResult(raw));
        if (!came) {
            if (!failed && PQenterPipelineMode(raw) == 1) return {};
            break;
        }
        const auto status = PQresultStatus(came.get());
        if (status == PGRES_TUPLES_OK) session_ = PQgetvalue(came.get(), 0, 0);
        if (status == PGRES_FATAL_ERROR) failed = failure_of(*came, settings);
    }
    return failed ? *failed : error{error_code::unavailable, connection_->message()};
}

result<sql_rows> postgres_database::query(
    std::string_view sql, std::span<const sql_value> arguments
) {
    awaited wanted{.text = std::string(sql), .are_rows_wanted = true};
    if (auto asked = ask(std::move(wanted), arguments); !asked) return asked.error();
    collect();
    if (failed_) return *std::exchange(failed_, std::nullopt);
    return std::exchange(rows_, {});
}

result<void> postgres_database::later(
    std::string_view sql, std::span<const sql_value> arguments, const row_check& check
) {
    return ask({.text = std::string(sql), .check = check}, arguments);
}

result<void> postgres_database::settle() {
    collect();
    failed_.reset();
    const auto failed = std::exchange(failed_since_settled_, lost_);
    return failed ? result<void>(*failed) : result<void>();
}

void postgres_database::send() {
    if (lost_) return;
    end_batch();
    if (!connection_->flush()) lose(connection_->message());
}

void postgres_database::forget_failures() {
    failed_.reset();
    failed_since_settled_.reset();
}

bool postgres_database::in_transaction() const {
    if (lost_) return false;
    const auto status = PQtransactionStatus(connection_->get());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool postgres_database::looks_alive() {
    if (!lost_ && !connection_->looks_alive()) lose(connection_->message());
    return !lost_;
}

result<bool> postgres_database::has_ended(const std::string& of) {
    const auto found = query(
        "SELECT CASE WHEN wait_event IS DISTINCT FROM 'SyncRep' THEN pg_terminate_backend(pid) END "
        "FROM pg_stat_activity WHERE pid || '/' || extract(epoch FROM backend_start) = ?1",
        {of}
    );
    if (!found) return found.error();
    return found->empty();
}

result<void> postgres_database::ask(awaited what, std::span<const sql_value> arguments) {
    if (lost_) return *lost_;
    const auto values = postgres_arguments::of(arguments);
    if (!values) {
        note(values.error());
        return values.error();
    }
    const auto name = prepared(what.text, arguments);
    if (!name) return name.error();
    const bool is_sent =
        PQsendQueryPrepared(
            connection_->get(), name->c_str(), values->size(), values->values(), nullptr, nullptr, 0
        ) == 1;
    if (!is_sent) {
        lose(connection_->message());
        return *lost_;
    }
    awaited_.push_back(std::move(what));
    is_batch_open_ = true;
    return {};
}

result<std::string> postgres_database::prepared(
    std::string_view sql, std::span<const sql_value> arguments
) {
    auto key = key_of(sql, arguments);
    if (const auto known = statements_.find(key); known != statements_.end()) return known->second;
    if (statements_.size() >= prepared_max) forget_prepared();
    const auto name = "s" + std::to_string(++statements_made_);
    const auto types = types_of(arguments);
    const bool is_sent = PQsendPrepare(
                             connection_->get(), name.c_str(), to_postgres(sql).c_str(),
                             static_cast<int>(types.size()), types.data()
                         ) == 1;
    if (!is_sent) {
        lose(connection_->message());
        return *lost_;
    }
    awaited_.push_back({.what = awaited::kind::preparation, .text = key});
    is_batch_open_ = true;
    statements_.emplace(std::move(key), name);
    return name;
}

/// Names are never given twice, so that it does no harm when the server cannot do it just now.
void postgres_database::forget_prepared() {
    const char* everything = "DEALLOCATE ALL";
    statements_.clear();
    const bool is_sent =
        PQsendQueryParams(
            connection_->get(), everything, 0, nullptr, nullptr, nullptr, nullptr, 0
        ) == 1;
    if (is_sent) awaited_.push_back({.text = everything});
}

void postgres_database::end_batch() {
    if (!std::exchange(is_batch_open_, false)) return;
    if (PQpipelineSync(connection_->get()) == 0) return lose(connection_->message());
    awaited_.push_back({.what = awaited::kind::end_of_batch, .text = {}});
}

void postgres_database::collect() {
    if (!lost_) end_batch();
    bool was_end = false;
    while (!awaited_.empty()) {
        if (!connection_->wait_for_result(steady_clock::now() + times_.answer)) {
            const auto why = connection_->message();
            return lose(why.empty() ? "no answer in time" : why);
        }
        const result_pointer came(PQgetResult(connection_->get()));
        if (came && PQstatus(connection_->get()) != CONNECTION_BAD) {
            const auto asked = std::move(awaited_.front());
            awaited_.pop_front();
            take(asked, *came);
            was_end = false;
        } else if (came || std::exchange(was_end, true)) {  // nothing stands between two answers
            return lose(connection_->message());
        }
    }
}

void postgres_database::take(const awaited& asked, PGresult& came) {
    switch (PQresultStatus(&came)) {
        case PGRES_PIPELINE_SYNC:
            return;
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            if (asked.what == awaited::kind::statement) take_rows(asked, came);
            return;
        case PGRES_PIPELINE_ABORTED:  // something before it has failed, and was noted
            break;
        default:
            note(failure_of(came, asked.words()));
    }
    if (asked.what == awaited::kind::preparation) statements_.erase(asked.text);
}

void postgres_database::take_rows(const awaited& asked, PGresult& came) {
    // The end of a transaction that had failed is not an error to PostgreSQL.
    if (asked.text == "COMMIT" && std::string_view(PQcmdStatus(&came)) == "ROLLBACK") {
        return note({error_code::internal, "a transaction that had failed was to be committed"});
    }
    if (asked.are_rows_wanted) rows_ = rows_from(came);
    if (!asked.check) return;
    if (auto checked = asked.check(rows_from(came)); !checked) note(checked.error());
}

void postgres_database::note(const error& failed) {
    if (!failed_) failed_ = failed;
    if (!failed_since_settled_) failed_since_settled_ = failed;
}

void postgres_database::lose(const std::string& why) {
    lost_ = error{error_code::unavailable, "the connection to the database was lost: " + why};
    connection_.reset();
    awaited_.clear();
    statements_.clear();
    is_batch_open_ = false;
    note(*lost_);
}

}  // namespace aula
