#pragma once

#include "base/clock.hpp"

namespace aula::test {

/// A moment of a lecture in milliseconds from its beginning.
inline timestamp at(int ms) {
    return timestamp{milliseconds{1'000'000 + ms}};
}

}  // namespace aula::test
