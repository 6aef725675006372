#pragma once

#include <csignal>

#include "base/clock.hpp"

namespace aula::cli {

/// Sees to it that a process which was told to end does end: at the second of these signals at
/// once, with 128 and its number, as a shell would say; and with 1 when the drain takes longer than
/// this. What was acknowledged is on the disk in either case.
///
/// A thread that nobody waits for; the signals must be blocked in all threads.
void end_at_the_latest(const sigset_t& signals, milliseconds after);

}  // namespace aula::cli
