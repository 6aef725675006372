#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "rehearse/live_socket.hpp"

namespace aula::rehearsal {

/// A student who does not exist.
struct student {
    std::string name;         ///< "Student 0042"
    std::string external_id;  ///< "rehearsal-0042"
    std::string institution;
    std::string country;  ///< ISO 3166-1 alpha-2.
    int region = 0;
};

/// So many students from four regions of the world, always the same ones.
std::vector<student> make_students(int count);

/// Losing the connection once. Times are shares of the lecture, 0 its start and 1 its end.
struct loss {
    double at = 0;
    departure how = departure::close;
    double away = 0;       ///< 0 to 1 of what counts as a short or as a long absence.
    bool is_long = false;  ///< Longer than the grace time.
};

/// What one student does in one lecture.
struct visit_plan {
    bool attends = true;
    double arrives = 0;
    double leaves = 1;
    departure leaves_by = departure::close;
    std::vector<loss> losses;                        ///< In order of time, within the stay.
    std::vector<double> posts;                       ///< In order of time, within the stay.
    std::optional<std::pair<double, double>> phone;  ///< A second device, from when until when.
};

/// What student `number` of `all` does. The same for the same students, lecture and seed. People
/// from the regions differ: in when they come and in how good their networks are. In a large
/// lecture fewer of the people write: some 400 lines in all, more nobody reads.
visit_plan plan_visit(
    const std::vector<student>& all, std::size_t number, std::size_t lecture, std::uint64_t seed
);

}  // namespace aula::rehearsal
