#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/rest_client.hpp"
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

/// What happens to a lecture beside its audience.
enum class mishap {
    none,           ///< It keeps the plan of the course, which lies at another time.
    long_plan,      ///< It is planned for longer than it lasts.
    early_start,    ///< It begins before its planned start.
    nobody_ends,    ///< The lecturer goes without ending it, and a student's tab stays open.
    moved_plan,     ///< Its plan is moved while it is live.
    corrected_end,  ///< Its end is corrected afterwards.
};
std::string_view name_of(mishap value);

/// One of the rehearsal course's sessions.
struct lecture_stage {
    session_id id;
    std::string key;
    std::string title;
    std::string day;           ///< `2026-11-30`, UTC.
    std::size_t number = 0;    ///< In the rehearsal, from 0.
    milliseconds scheduled{};  ///< How long it is in the course.
    mishap has = mishap::none;
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
    const cli::rest_client* office = nullptr;  ///< The operator's way to the server.
};

/// Plays one lecture to its end and fills its record. Everybody has left (or fallen silent) when it
/// returns.
boost::asio::awaitable<void> play_lecture(
    const company& all, const lecture_stage& stage, lecture_record& record
);

}  // namespace aula::rehearsal
