#pragma once

#include <string>
#include <vector>

#include "domain/course_attendance.hpp"
#include "domain/csv.hpp"

namespace aula {

// What the columns of the attendance tables are called and hold, once for every format. Names and
// meanings are those of protocol/openapi.yaml and docs/attendance.md.

std::vector<column<counts_row>> counts_columns();
std::vector<column<persons_row>> persons_columns(const std::string& course);
std::vector<column<intervals_row>> intervals_columns();
/// The person's columns, then minutes and status for each session under its key, then the totals.
std::vector<column<matrix_row>> matrix_columns(const course_attendance& of);

}  // namespace aula
