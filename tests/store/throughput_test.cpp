#include <chrono>
#include <cstdio>
#include <span>

#include "fixture.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;

namespace {

constexpr std::chrono::seconds time_of_each{3};

struct speed {
    double commits = 0;  ///< A second.
    double events = 0;
};

/// One room: it sends its next batch when the last one was saved, as rooms do.
speed measure(store& on, std::size_t batch) {
    const auto session = must(write(on, [batch](database& db) {
        auto course = immunology();
        course.slug = "course-" + std::to_string(batch);
        return sessions::add(db, monday(must(courses::add(db, course))));
    }));
    const std::string words(120, 'x');
    seq_number next = 1;
    const auto begun = std::chrono::steady_clock::now();
    int commits = 0;
    for (; std::chrono::steady_clock::now() - begun < time_of_each; ++commits) {
        std::vector<logged_event> events;
        for (std::size_t i = 0; i < batch; ++i) {
            events.push_back(
                {.seq = next++,
                 .at = noon,
                 .by = participant_id{1},
                 .key = "key",
                 .what = chat_posted{participant_id{1}, "Ada", role::attendee, words}}
            );
        }
        must(write(on, [&](database& db) { return event_log::append(db, session, events); }));
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    return {commits / took.count(), static_cast<double>(next - 1) / took.count()};
}

void print(const char* engine, std::size_t batch, const speed& found) {
    std::printf(
        "%-10s %4zu events a batch: %7.0f commits/s  %8.0f events/s  %7.3f ms a commit\n", engine,
        batch, found.commits, found.events, 1000 / found.commits
    );
    std::fflush(stdout);
}

}  // namespace

// build/release/tests/test_store --test-suite=measure --no-skip
TEST_CASE(
    "the log of one room on both engines" * doctest::test_suite("measure") * doctest::skip()
) {
    const temporary_folder on_sqlite;
    const temporary_folder on_postgres;
    const auto sqlite = must(open_sqlite_store({.folder = on_sqlite.path()}));
    const auto postgres = must(
        open_postgres_store({.url = new_schema(shared_postgres()), .folder = on_postgres.path()})
    );
    for (const std::size_t batch : {1U, 8U, 64U}) {
        print("SQLite", batch, measure(*sqlite, batch));
        print("PostgreSQL", batch, measure(*postgres, batch));
    }
}
