#pragma once

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "store/database.hpp"
#include "store/postgres/postgres_connection.hpp"

namespace aula {

/// One connection to PostgreSQL. Used by one thread at a time.
///
/// What is asked goes out in one stream, without waiting for answers; `query` and `settle` wait for
/// all that are outstanding, so that any number of `later` cost one round trip. A statement is
/// prepared when it is first met, in the same stream. A lost connection stays lost: everything is
/// answered `unavailable` from then on.
class postgres_database final : public database {
public:
    /// Takes over a connection that is ready and sets the session up.
    static result<std::unique_ptr<postgres_database>> open(
        std::unique_ptr<postgres_connection> connected, const postgres_times& times
    );

    /// Connects and waits for it, `times.connect` at most, shared by the servers of the URL.
    static result<std::unique_ptr<postgres_database>> connect(
        const std::string& url, const postgres_times& times = {}
    );

    using database::later;
    using database::query;
    result<sql_rows> query(std::string_view sql, std::span<const sql_value> arguments) override;
    result<void> later(
        std::string_view sql, std::span<const sql_value> arguments, const row_check& check
    ) override;
    result<void> settle() override;
    bool is_shared() const override { return true; }

    /// Sends what is outstanding without waiting for the answers.
    void send();
    /// What has failed until now is nobody's business any more.
    void forget_failures();

    /// Only when nothing is outstanding.
    bool in_transaction() const;

    bool is_lost() const { return lost_.has_value(); }
    /// Why; only when it is lost.
    const error& loss() const { return *lost_; }
    /// Finds out, without waiting, whether the server has gone since.
    bool looks_alive();

    /// Names this connection among all that there ever were: the process that serves it, and since
    /// when.
    const std::string& session() const { return session_; }
    /// Whether the server is done with a connection of ours that was lost; while it is not, it is
    /// told to end it, and what it was doing. (Who waits for a standby has committed: to end that
    /// would show what the standby may not have.)
    result<bool> has_ended(const std::string& of);

private:
    /// What the stream will answer, in order.
    struct awaited {
        enum class kind { preparation, statement, end_of_batch };
        kind what = kind::statement;
        std::string text;  ///< The key of a preparation, the words of a statement.
        row_check check{};
        bool are_rows_wanted = false;

        std::string_view words() const {
            const std::string_view all(text);
            return what == kind::preparation ? all.substr(all.find(' ') + 1) : all;
        }
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    postgres_database(std::unique_ptr<postgres_connection> connected, const postgres_times& times);
    result<void> set_up();
    result<void> ask(awaited what, std::span<const sql_value> arguments);
    result<std::string> prepared(std::string_view sql, std::span<const sql_value> arguments);
    void forget_prepared();
    void end_batch();
    void collect();
    void take(const awaited& asked, PGresult& came);
    void take_rows(const awaited& asked, PGresult& came);
    void note(const error& failed);
    void lose(const std::string& why);

    std::unique_ptr<postgres_connection> connection_;
    postgres_times times_;
    std::string session_;
    std::deque<awaited> awaited_;
    bool is_batch_open_ = false;   ///< Something was sent since the last end of a batch.
    sql_rows rows_;                ///< Of the last statement that was answered.
    std::optional<error> failed_;  ///< The first failure that no `query` has answered.
    std::optional<error> failed_since_settled_;
    std::optional<error> lost_;
    /// Names of prepared statements, by their text and the kinds of their arguments.
    std::unordered_map<std::string, std::string, text_hash, std::equal_to<>> statements_;
    std::uint64_t statements_made_ = 0;
};

}  // namespace aula
