#include "sim/run.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>

namespace aula::sim {
namespace {

using real_clock = std::chrono::steady_clock;

volatile std::uint64_t running_seed = 0;
timeline* running_time = nullptr;

/// `ensure` aborts: what was going on is worth more than a clean signal handler.
void aborted(int signal) {
    std::printf("seed %llu: aborted\n", static_cast<unsigned long long>(running_seed));
    if (running_time != nullptr) {
        for (const auto& line : running_time->last_steps()) std::printf("%s\n", line.c_str());
    }
    std::printf("replay: scripts/sim --seed %llu\n", static_cast<unsigned long long>(running_seed));
    std::fflush(stdout);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void print_failure(std::uint64_t seed, const outcome& of) {
    for (const auto& line : of.last_steps) std::printf("%s\n", line.c_str());
    std::printf(
        "seed %llu, step %llu: %s\nreplay: scripts/sim --seed %llu\n",
        static_cast<unsigned long long>(seed), static_cast<unsigned long long>(of.steps),
        of.broken->c_str(), static_cast<unsigned long long>(seed)
    );
}

}  // namespace

const char* const usage =
    "scripts/sim [--seeds N] [--from S] [--minutes M] [--steps N]   run seeds, stop at the first "
    "that fails\n"
    "scripts/sim --seed S [--steps N] [--trace]                     run one again; --trace prints "
    "each step\n";

outcome run_seed(std::uint64_t seed, std::uint64_t steps, bool prints_steps) {
    running_seed = seed;
    world made(seed);
    running_time = &made.time();
    made.time().prints = prints_steps;
    std::signal(SIGABRT, aborted);
    const auto of = made.run(steps);
    std::signal(SIGABRT, SIG_DFL);
    running_time = nullptr;
    return of;
}

bool run(const order& wanted) {
    const auto started = real_clock::now();
    const auto minutes = std::chrono::minutes(wanted.minutes);
    std::uint64_t done = 0, steps = 0, events = 0, crashes = 0;
    bool is_good = true;
    const auto goes_on = [&] {
        if (wanted.minutes > 0) return real_clock::now() - started < minutes;
        return done < wanted.seeds;
    };
    while (is_good && goes_on()) {
        const auto seed = wanted.from + done++;
        const auto of = run_seed(seed, wanted.steps, wanted.prints_steps);
        steps += of.steps;
        events += of.events;
        crashes += of.crashes;
        is_good = !of.broken;
        if (of.broken) print_failure(seed, of);
        if (wanted.is_one) {
            std::printf("digest %016llx\n", static_cast<unsigned long long>(of.digest));
        }
    }
    const auto took = std::chrono::duration<double>(real_clock::now() - started).count();
    std::printf(
        "%llu seeds from %llu: %llu steps, %llu events, %llu crashes in %.1f s, %.0f steps a "
        "second\n"
        "%llu passed, %d failed\n",
        static_cast<unsigned long long>(done), static_cast<unsigned long long>(wanted.from),
        static_cast<unsigned long long>(steps), static_cast<unsigned long long>(events),
        static_cast<unsigned long long>(crashes), took, static_cast<double>(steps) / took,
        static_cast<unsigned long long>(is_good ? done : done - 1), is_good ? 0 : 1
    );
    return is_good;
}

}  // namespace aula::sim
