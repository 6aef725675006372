#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace aula {

/// A flag that ends waits: `deck_renderer` raises it, and a waiting `run_child` sees it at once.
/// Thread-safe.
class stop_signal {
public:
    stop_signal();
    ~stop_signal();
    stop_signal(const stop_signal&) = delete;
    stop_signal& operator=(const stop_signal&) = delete;

    void raise() const;
    void lower() const;  ///< For the next wait; no effect when it is not raised.
    bool is_raised() const;
    int descriptor() const { return descriptor_; }  ///< Readable once raised.

private:
    int descriptor_;
};

struct child_command {
    std::vector<std::string> arguments;  ///< The program's absolute path first.
    int input = -1;                      ///< Becomes standard input.
    int output = -1;                     ///< Becomes standard output.
    std::chrono::steady_clock::time_point deadline;
};

struct child_end {
    enum class how { exited, signalled, out_of_time, stopped, not_started };
    how ended = how::not_started;
    int code = 0;  ///< Exit status, signal number or errno of the start.
    std::string
        complaint;  ///< What it wrote to standard error, at most `complaint_max` bytes of it.

    bool is_success() const { return ended == how::exited && code == 0; }
};

inline constexpr std::size_t complaint_max = 2048;

/// Runs a program without a shell and waits for it. It inherits exactly three descriptors and an
/// environment of three variables, and sits in a process group of its own. At the deadline or on
/// `stop` it is killed; in every case it is reaped before this returns. Never more of its standard
/// error is kept than `complaint_max`, however much it writes.
child_end run_child(const child_command& command, const stop_signal& stop);

}  // namespace aula
