#pragma once

#include <optional>

#include "api/asker.hpp"
#include "base/ids.hpp"

namespace aula {

/// Everything one can want of the API. Each route names one of these; there is no other check of
/// rights.
enum class verb {
    fetch_file,  ///< What anybody may have who knows the address; nobody is asked for their name.
    see_public,  ///< Pages of courses, registering, opening a join link: everybody.
    log_out,     ///< Whoever has a login.
    run_server,  ///< The operator.
    create_course,    ///< The operator.
    write_course,     ///< Replace it or its roster: organizers, and programs with `course:write`.
    manage_course,    ///< Everything else about a course and its people: organizers.
    read_attendance,  ///< Organizers, and programs with `attendance:read`.
    attend,           ///< See what is in a session: everybody in the course.
    enter_room,       ///< Come in: people only, not the operator.
    present,          ///< Decks, and who is here: the staff of the course.
    bring_decks,      ///< Upload them and see how far they are: the staff, and programs with
                      ///< `course:write`.
};

enum class verdict {
    allowed,
    unauthenticated,  ///< Nobody in particular asks: 401.
    hidden,           ///< Not a member of this course: it looks like an unknown one, 404.
    forbidden,        ///< A member whose role or scopes do not allow it: 403.
};

/// The one table of rights, deny by default. `where` is the course the request is about, if it is
/// about one.
verdict may(const asker& who, verb what, std::optional<course_id> where);

}  // namespace aula
