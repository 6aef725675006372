#pragma once

#include <string>
#include <vector>

#include "rehearse/lecture.hpp"
#include "rehearse/verdict.hpp"

namespace aula::rehearsal {

/// All that a rehearsal came to.
struct outcome {
    std::string course;
    int decks = 0;
    const company* all = nullptr;
    std::vector<lecture_stage> stages;
    std::vector<lecture_record> records;
    std::vector<lecture_verdict> verdicts;
};

/// Every figure agrees, nobody was shown anything wrong, and something was rehearsed at all.
bool has_passed(const outcome& of);

std::string report_text(const outcome& of);
std::string report_json(const outcome& of);

}  // namespace aula::rehearsal
