#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.hpp"

namespace aula::cli {

/// A dress rehearsal: which course, with how many people, how fast.
struct rehearse_options {
    std::filesystem::path socket;   ///< The operator's socket of a running server.
    std::string server;             ///< Where people connect; empty: as their join links say.
    std::string course;             ///< A course on the server to copy …
    std::filesystem::path file;     ///< … or a course file, whose decks are shown.
    std::string day = "1";          ///< `1` for the first day with sessions, or `2026-11-30`.
    bool is_whole_week = false;     ///< Every session of the course.
    bool are_days_at_once = false;  ///< Plays the days side by side, to be done sooner.
    int students = 95;
    std::chrono::milliseconds lecture = std::chrono::seconds{20};  ///< Real time for each lecture.
    std::uint64_t seed = 1;     ///< The same seed plays the same rehearsal.
    bool must_survive = false;  ///< The server may vanish and come back in the middle.
    milliseconds checkpoint = std::chrono::seconds{30};  ///< With `must_survive`, the server's.
    bool keeps_course = false;
    bool is_json = false;
};

/// Plays lectures against a running server with a whole audience over real connections, in a copy
/// of the course, and compares the attendance that the server reports with what every connection
/// really did. Writes the report to standard output; answers 0 when all of it is right, else 1.
///
/// Runs on the calling thread; every wait has a deadline.
int rehearse(const rehearse_options& asked);

}  // namespace aula::cli
