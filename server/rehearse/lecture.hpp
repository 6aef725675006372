#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "rehearse/audience_plan.hpp"
#include "rehearse/device.hpp"
#include "rehearse/lecture_record.hpp"

namespace aula::rehearsal {

/// Somebody with a login of their own.
struct person {
    participant_id id;
    std::string name;
    std::unique_ptr<web_client> browser;
};

/// One of the rehearsal course's sessions.
struct lecture_stage {
    session_id id;
    std::string key;
    std::string title;
    std::string day;           ///< `2026-11-30`, UTC.
    std::size_t number = 0;    ///< In the rehearsal, from 0.
    milliseconds scheduled{};  ///< How long it is in the course.
};

/// Everything that is the same for all lectures of a rehearsal.
struct company {
    place at;
    std::string course;
    person lecturer;
    std::vector<student> students;
    std::vector<person> people;  ///< The students' logins, in the same order.
    milliseconds lecture{};      ///< Real time for each.
    std::uint64_t seed = 0;
    bool may_lose_server = false;
    milliseconds lost_with_server{0};
};

/// Plays one lecture to its end and fills its record. Everybody has left (or fallen silent) when it
/// returns.
boost::asio::awaitable<void> play_lecture(
    const company& all, const lecture_stage& stage, lecture_record& record
);

}  // namespace aula::rehearsal
