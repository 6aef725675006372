#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "decks/deck_limits.hpp"

namespace aula {

struct pdf_facts {
    std::string title;  ///< As the file says it, uncleaned; often empty.
    int pages = 0;
};

/// Understands what `pdfinfo -f 1 -l <pages_max>` wrote about a file, and refuses what is too long
/// or too large to be a deck. The report contains the file's own words, so nothing in it is trusted
/// beyond these bounds.
result<pdf_facts> read_report(std::string_view report, const deck_limits& limits);

}  // namespace aula
