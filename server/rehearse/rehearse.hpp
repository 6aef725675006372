#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace aula::rehearsal {

/// A PDF for one session of the rehearsal.
struct shown_deck {
    std::string session;  ///< The session's key.
    std::filesystem::path path;
};

/// A dress rehearsal: which course, with how many people, how fast.
struct rehearse_options {
    std::filesystem::path socket;   ///< The operator's socket of a running server.
    std::string server;             ///< Where people connect; empty: as their join links say.
    std::string course;             ///< A course on the server to copy …
    std::string document;           ///< … or another course: JSON, as REST takes it, …
    std::vector<shown_deck> decks;  ///< … with decks for its sessions.
    std::string day = "1";          ///< `1` for the first day with sessions, or `2026-11-30`.
    bool is_whole_week = false;     ///< Every session of the course.
    bool are_days_at_once = false;  ///< Plays the days side by side, to be done sooner.
    int students = 95;
    std::chrono::milliseconds lecture = std::chrono::seconds{20};  ///< Real time for each lecture.
    std::uint64_t seed = 1;     ///< The same seed plays the same rehearsal.
    bool must_survive = false;  ///< The server may vanish and come back in the middle.
    milliseconds checkpoint = std::chrono::seconds{30};  ///< With `must_survive`, the server's.
    /// Lectures start early, are not ended, have their plan moved and their end corrected. The
    /// course is played in UTC.
    bool has_mishaps = false;
    bool keeps_course = false;
    bool is_json = false;
};

/// Plays lectures against a running server with a whole audience over real connections, in a copy
/// of the course, and compares the attendance that the server reports with what every connection
/// really did. Writes the report to standard output; answers whether all of it is right. An error
/// means that the rehearsal did not take place.
///
/// Runs on the calling thread; every wait has a deadline.
result<bool> rehearse(const rehearse_options& asked);

}  // namespace aula::rehearsal
