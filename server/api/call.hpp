#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/access_rates.hpp"
#include "api/answers.hpp"
#include "api/api_metrics.hpp"
#include "api/asker.hpp"
#include "api/parts.hpp"
#include "api/path_pattern.hpp"
#include "auth/tickets.hpp"
#include "base/json.hpp"
#include "store/courses.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"

namespace aula {

class background;
class course_pages;
class deck_uploads;

/// One request on its way through a handler, with everything the router has found out about it.
/// Lives on the connection's shard until the handler has answered.
struct call {
    const api_parts& parts;
    access_rates& rates;
    deck_uploads& uploads;
    background& behind;
    course_pages& pages;
    api_metrics& counts;
    http_request& request;
    captures found = {};
    asker who = {};
    nlohmann::json body = {};  ///< Of a JSON route; `{}` when nothing was sent.
    std::optional<course_record> course = {
    };  ///< When the path names one; it exists and the asker may be here.
    std::optional<session_record> session = {};  ///< When the path names one; it is the course's.
    std::optional<participant_record> you = {};  ///< Who the asker is in the course.
    rights_revision known_at = {};  ///< From before the store was asked about `who` and `you`.
    timestamp now = {};
    /// What was promised before the body came; it is given back when the call ends.
    std::shared_ptr<const void> held = {};

    /// What a brace of the path stood for.
    std::string_view capture(std::string_view name) const;

    template <class Id>
    std::optional<Id> captured_id(std::string_view name) const {
        return Id::parse(capture(name));
    }
};

}  // namespace aula
