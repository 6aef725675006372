#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace aula {

// How durations and shares are shown: cut, never rounded up, so that no figure claims what was not
// reached. The client has the same functions in web/src/pages/figures.ts; tests/folds/figures.json
// has cases for both.

/// The share of `part` in `whole` in tenths of a per cent, cut: 795 for 79.59 %. 0 without a whole.
std::int64_t permille_of(milliseconds part, milliseconds whole);

/// Minutes with two decimals, cut.
double minutes_of(milliseconds length);

}  // namespace aula
