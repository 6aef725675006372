#include "live/known_people.hpp"

namespace aula {

absences_told absences_told::from(const std::vector<told_absence>& said, timestamp said_at) {
    absences_told heard{{}, said_at};
    for (const auto& each : said) heard.all.push_back({each.who, said_at - each.ago, each.why});
    return heard;
}

std::vector<told_absence> absences_told::as_ages(timestamp now) const {
    std::vector<told_absence> said;
    for (const auto& each : all) said.push_back({each.who, now - each.last_seen, each.why});
    return said;
}

}  // namespace aula
