#pragma once

#include "base/clock.hpp"

namespace aula::test {

/// The seconds of a table, as an instant.
inline timestamp at_second(double when) {
    return timestamp{std::chrono::hours{24}} +
           milliseconds{static_cast<milliseconds::rep>(when * 1000)};
}

}  // namespace aula::test
