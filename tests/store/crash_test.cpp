#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "fixture.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// The child: appends to the log as fast as it can, and says every seq that was acknowledged, until
/// it is killed.
[[noreturn]] void append_for_ever(
    const std::filesystem::path& folder, session_id session, int told
) {
    auto kept = try_open_store(folder);
    if (!kept) ::_exit(1);
    const auto last =
        read(**kept, [session](database& db) { return event_log::last_seq(db, session); });
    if (!last) ::_exit(2);
    const std::string text(300, 'x');
    std::atomic<int> unanswered{0};
    for (seq_number seq = *last + 1;; ++seq) {
        // A few at once, so that the kill falls into group commits.
        while (unanswered > 20) std::this_thread::yield();
        ++unanswered;
        const logged_event happened{
            .seq = seq,
            .at = noon,
            .what = chat_posted{participant_id{1}, "Ada", role::attendee, text}
        };
        (*kept)->write_then(
            [session, happened](database& db) {
                return event_log::append(db, session, std::span(&happened, 1));
            },
            [seq, told, &unanswered](const result<void>& said) {
                if (said) static_cast<void>(::write(told, &seq, sizeof seq));
                --unanswered;
            }
        );
    }
}

/// The last seq that the child said was acknowledged before it was killed.
seq_number acknowledged_before_kill(
    const std::filesystem::path& folder, session_id session, std::chrono::milliseconds life
) {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) append_for_ever(folder, session, pipe[1]);
    ::close(pipe[1]);
    seq_number last = 0;
    REQUIRE(::read(pipe[0], &last, sizeof last) == sizeof last);
    std::thread killer([&] {
        std::this_thread::sleep_for(life);
        ::kill(child, SIGKILL);
    });
    for (seq_number seq = 0; ::read(pipe[0], &seq, sizeof seq) == sizeof seq;) last = seq;
    killer.join();
    ::close(pipe[0]);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    return last;
}

}  // namespace

TEST_CASE("whatever was acknowledged is in the log after a kill, and the log has no hole") {
    const temporary_folder folder;
    const auto session = must([&] {
        const auto kept = open_store(folder.path());
        return write(*kept, [](database& db) {
            return sessions::add(db, monday(must(courses::add(db, immunology()))));
        });
    }());
    std::mt19937 random(20201005);
    std::uniform_int_distribution<int> life(0, 60);
    for (int round = 0; round < 15; ++round) {
        const auto acknowledged = acknowledged_before_kill(
            folder.path(), session, std::chrono::milliseconds{life(random)}
        );
        const auto kept = open_store(folder.path());
        const auto log = must(read(*kept, [session](database& db) {
            return event_log::read(db, session, 1, 10'000'000);
        }));
        REQUIRE(log.size() >= acknowledged);
        seq_number expected = 0;
        for (const auto& happened : log) REQUIRE(happened.seq == ++expected);
    }
}
