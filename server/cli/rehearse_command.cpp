#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/units.hpp"
#include "cli/commands.hpp"
#include "cli/course_file.hpp"
#include "client/http_client.hpp"
#include "rehearse/rehearse.hpp"

namespace aula::cli {
namespace {

constexpr int students_max = 20'000;

using rehearsal::rehearse_options;

struct rehearse_flags {
    rehearse_options asked;
    std::string file;
    std::string socket;
    double seconds_per_lecture = 20;
};

milliseconds duration_option(const std::string& name, const std::string& text) {
    const auto parsed = parse_duration(text);
    if (!parsed) throw CLI::ValidationError(name, "must be a time with its unit, such as 30s");
    return *parsed;
}

/// What is said about the server itself comes from the configuration, unless it is said here.
result<rehearse_options> complete(const invocation& with, const rehearse_flags& given) {
    auto asked = given.asked;
    asked.server = with.server;
    asked.socket = given.socket;
    asked.lecture = milliseconds{static_cast<std::int64_t>(given.seconds_per_lecture * 1000)};
    if (asked.socket.empty()) {
        const auto settings = configuration(with);
        if (!settings) return settings.error();
        asked.socket = settings->server.data / "aula.sock";
        if (asked.checkpoint == milliseconds{0}) asked.checkpoint = settings->presence.checkpoint;
    }
    if (!is_listening(asked.socket)) {
        return {
            error_code::unavailable,
            "No server listens on " + asked.socket.string() +
                "; start one with `aula serve`, or name its data folder with --data."
        };
    }
    if (given.file.empty()) return asked;
    const auto file = read_course_file(given.file);
    if (!file.problems.empty()) return {error_code::invalid, file.problems.front()};
    asked.document = file.content.document.dump();
    for (const auto& each : file.decks) asked.decks.push_back({each.session, each.path});
    return asked;
}

int play(const invocation& with, const rehearse_flags& given) {
    const auto asked = complete(with, given);
    if (!asked) return fail(asked.error());
    const auto is_right = rehearsal::rehearse(*asked);
    if (!is_right) return fail(is_right.error());
    return *is_right ? 0 : 1;
}

void add_options(CLI::App& command, rehearse_flags& given) {
    auto& asked = given.asked;
    auto* course =
        command.add_option("course,--course", asked.course, "A course on the server, to be copied");
    command.add_option("--file", given.file, "A course file instead; its decks are shown too")
        ->excludes(course);
    command.add_option(
        "--socket", given.socket,
        "The server's operator socket (default: aula.sock in the data folder)"
    );
    command.add_option("--students", asked.students, "How many students come")
        ->check(CLI::Range(1, students_max))
        ->capture_default_str();
    command
        .add_option(
            "--day", asked.day,
            "Which day's sessions: 1 for the first day, or a date such as 2026-11-30"
        )
        ->capture_default_str();
    command.add_flag("--week", asked.is_whole_week, "Every session of the course");
    command.add_flag(
        "--days-at-once", asked.are_days_at_once,
        "Play the days side by side: done sooner, with everybody in one room of each day"
    );
    command
        .add_option(
            "--seconds-per-lecture", given.seconds_per_lecture, "Real time for each lecture"
        )
        ->check(CLI::Range(1.0, 36'000.0))
        ->capture_default_str();
    command
        .add_option(
            "--seed", asked.seed, "Another number is another rehearsal; the same is the same"
        )
        ->capture_default_str();
    command.add_flag(
        "--survive", asked.must_survive,
        "The server may vanish and come back meanwhile: nothing acknowledged may be lost"
    );
    command.add_flag(
        "--mishaps", asked.has_mishaps,
        "Lectures start early, are ended by nobody, have their plan moved or their end corrected"
    );
    command.add_flag("--keep", asked.keeps_course, "Do not delete the rehearsal course afterwards");
    command.add_flag("--json", asked.is_json, "Write the report as JSON");
}

}  // namespace

void add_rehearse(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand(
        "rehearse", "Play lectures with a whole audience and check every minute of attendance"
    );
    auto given = std::make_shared<rehearse_flags>();
    given->asked.checkpoint = milliseconds{0};
    auto checkpoint = std::make_shared<std::string>();
    add_options(*command, *given);
    command->add_option(
        "--checkpoint", *checkpoint, "With --survive: the server's presence.checkpoint, such as 30s"
    );
    command->footer(
        "The server must be running on this machine. A copy of the course is made for it, with "
        "students who do not exist, and\n"
        "deleted afterwards; --server URL says where they connect if that is not the public "
        "address.\n\n"
        "Examples:\n"
        "  aula rehearse cutting-edge-immunology\n"
        "  aula rehearse --file course.toml --week --students 95 --seconds-per-lecture 4"
    );
    command->callback([&with, given, checkpoint] {
        if (given->asked.course.empty() && given->file.empty())
            throw CLI::RequiredError("course or --file");
        if (!checkpoint->empty())
            given->asked.checkpoint = duration_option("--checkpoint", *checkpoint);
        with.chosen = [&with, given] { return play(with, *given); };
    });
}

}  // namespace aula::cli
