#pragma once

#include <cstdint>

namespace aula {

/// How much may be uploaded. An operator can change it while the server runs.
struct upload_quotas {
    std::uint64_t per_day = 0;     ///< Bytes of one person or token in a day (UTC); 0: no limit.
    std::uint64_t per_course = 0;  ///< Bytes of a course's decks on the disk; 0: no limit.
    std::uint64_t disk_percent = 100;  ///< How full the disk may become.

    bool operator==(const upload_quotas&) const = default;
};

}  // namespace aula
