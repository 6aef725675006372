#include "store/sqlite/sqlite_sides.hpp"

#include "store/answers.hpp"

namespace aula {

using std::chrono::steady_clock;

sqlite_writer::sqlite_writer(folder_lock lock, std::unique_ptr<sqlite_database> opened)
    : lock_(std::move(lock)), db_(std::move(opened)), keeper_(*db_, steady_clock::now()) {}

sqlite_writer::~sqlite_writer() {
    [[maybe_unused]] const auto emptied = db_->checkpoint(true);
}

result<void> sqlite_writer::begin() {
    return done(db_->query("BEGIN IMMEDIATE"));
}

result<void> sqlite_writer::in_transaction() {
    if (db_->in_transaction()) return {};
    return error{
        error_code::storage_full, "the database gave the transaction up: no space or an I/O error"
    };
}

result<void> sqlite_writer::commit() {
    return done(db_->query("COMMIT"));
}

void sqlite_writer::roll_back() {
    if (!db_->in_transaction()) return;  // SQLite has done it by itself
    [[maybe_unused]] const auto left = db_->query("ROLLBACK");
}

/// Whether the disk takes it. Done after every failed commit too, because it writes over what that
/// has left in the WAL: after a kill it would be found there, whole but for the sync, and count
/// although it was refused.
bool sqlite_writer::commit_nothing() {
    if (const auto now = steady_clock::now(); now >= shorten_again_at_) {
        shorten_again_at_ = now + shorten_every;
        shorten_wal();  // on a full disk the WAL's own space may be enough to go on with
    }
    const bool is_well = begin() && db_->query("PRAGMA user_version=0") && commit();
    roll_back();
    return is_well;
}

void sqlite_writer::keep_up(bool is_quiet) {
    if (db_->wal_pages() > shorten_wal_at_) shorten_wal();
    keeper_.after_commit(is_quiet, steady_clock::now());
}

/// A failure leaves the WAL as it is; while the disk is well it is not tried again before the WAL
/// has grown as much again.
void sqlite_writer::shorten_wal() {
    const auto moved = db_->checkpoint();
    shorten_wal_at_ = moved ? wal_pages_max : db_->wal_pages() + wal_pages_max;
}

/// A transaction that could not be ended, because there was no memory for it, is ended first.
result<database*> sqlite_reader::begin() {
    if (db_->in_transaction()) end();
    if (const auto begun = db_->query("BEGIN"); !begun) return begun.error();
    return db_.get();
}

void sqlite_reader::end() {
    [[maybe_unused]] const auto ended = db_->query("COMMIT");
}

}  // namespace aula
