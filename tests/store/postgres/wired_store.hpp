/// A store on PostgreSQL whose connections go through a wire that a test may hold, cut and mend.
#pragma once

#include <functional>
#include <thread>

#include "store/postgres/wire.hpp"
#include "store/things.hpp"

namespace aula::test {

/// A server that the tests with a wire may stop and kill.
inline postgres_server& own_server() {
    static postgres_server server;
    return server;
}

inline void wait_until(const std::function<bool()>& is_so) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!is_so()) {
        REQUIRE(std::chrono::steady_clock::now() < patience);
        std::this_thread::sleep_for(milliseconds{2});
    }
}

/// A store with the table `things` in a schema of its own, reached through a wire.
struct wired_store {
    explicit wired_store(const postgres_times& times = {}) : line(own_server().path()) {
        const auto direct = new_schema(own_server());
        const auto options = direct.substr(direct.find('?'));
        url = direct;
        kept = must(open_postgres_store(
            {.url = postgres_server::url_through(line.path(), "postgres") + options,
             .folder = folder.path(),
             .times = times}
        ));
        must(write(*kept, [](database& db) {
            return no_rows(db.query("CREATE TABLE things(name TEXT UNIQUE)"));
        }));
    }

    /// Beside the store, not through the wire.
    std::unique_ptr<postgres_database> beside() { return must(postgres_database::connect(url)); }
    std::int64_t size() { return must(count(*beside())); }

    /// A write that is not waited for.
    std::future<result<void>> begin_to_put(const std::string& name) {
        auto promised = std::make_shared<std::promise<result<void>>>();
        auto answer = promised->get_future();
        kept->write_then(put(name), [promised](const result<void>& said) {
            promised->set_value(said);
        });
        return answer;
    }

    temporary_folder folder;
    wire line;
    std::string url;
    std::unique_ptr<store> kept;
};

inline void wait_until_healed(const store& kept) {
    wait_until([&] { return !kept.statistics().is_storage_full; });
}

}  // namespace aula::test
