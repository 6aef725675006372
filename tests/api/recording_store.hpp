#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace aula::test {

/// Statements, each with the arguments that it was last run with.
class statement_log {
public:
    using statements = std::map<std::string, std::vector<sql_value>>;

    void note(std::string_view sql, std::span<const sql_value> arguments) {
        const std::lock_guard lock(mutex_);
        noted_[std::string(sql)] = {arguments.begin(), arguments.end()};
    }
    statements take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(noted_, {});
    }

private:
    std::mutex mutex_;
    statements noted_;
};

/// A database that notes what is asked of it.
class recording_database final : public database {
public:
    recording_database(database& real, statement_log& into) : real_(real), into_(into) {}

    using database::later;
    using database::query;
    result<sql_rows> query(std::string_view sql, std::span<const sql_value> arguments) override {
        into_.note(sql, arguments);
        return real_.query(sql, arguments);
    }
    result<void> later(
        std::string_view sql, std::span<const sql_value> arguments, const row_check& check
    ) override {
        into_.note(sql, arguments);
        return real_.later(sql, arguments, check);
    }
    bool is_shared() const override { return real_.is_shared(); }
    result<void> settle() override { return real_.settle(); }

private:
    database& real_;
    statement_log& into_;
};

/// A real store whose statements are noted.
class recording_store final : public store {
public:
    recording_store(std::unique_ptr<store> real, statement_log& into)
        : real_(std::move(real)), into_(into) {}

    void stop() override { real_->stop(); }
    store_statistics statistics() const override { return real_->statistics(); }

protected:
    void submit(kind which, std::unique_ptr<job> asked) override {
        const std::shared_ptr<job> work = std::move(asked);
        auto perform = [this, work](database& db) -> result<void> {
            recording_database recorded(db, into_);
            if (work->perform(recorded)) return {};
            return {error_code::conflict, "the work has answered an error"};
        };
        auto finish = [work](const result<void>& committed) { work->finish(committed); };
        switch (which) {
            case kind::read:
                return real_->read_then(std::move(perform), std::move(finish));
            case kind::write:
                return real_->write_then(std::move(perform), std::move(finish));
            case kind::urgent_write:
                return real_->write_first_then(std::move(perform), std::move(finish));
        }
    }

private:
    std::unique_ptr<store> real_;
    statement_log& into_;
};

}  // namespace aula::test
