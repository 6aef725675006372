#pragma once

#include <string>
#include <string_view>

#include "mail/templates.hpp"

namespace aula {

enum class mail_language { english, dutch };

/// The sittings of a course for a letter, one paragraph each, in local time with UTC beside it:
///
///     Monday 2 March 2026, 10:15-11:00 (09:15-10:00 UTC)
///       Sugars on the surface, Ada Bos
///
/// UTC names its day too when that is another one. An unknown zone is shown as UTC alone.
std::string timetable_text(
    const std::vector<timetable_line>& lines, std::string_view zone, mail_language language
);

}  // namespace aula
