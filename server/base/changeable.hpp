#pragma once

#include <atomic>

namespace aula {

/// A number that one thread may change while others read it: a setting that a reload takes over.
/// Copied like a plain number. Each stands alone: two of them are not changed together.
template <class Number>
class changeable {
public:
    changeable(Number first) : value_(first) {}  // NOLINT: implicit by design
    changeable(const changeable& other) : value_(other.get()) {}
    changeable& operator=(const changeable& other) {
        value_.store(other.get(), std::memory_order_relaxed);
        return *this;
    }
    ~changeable() = default;

    Number get() const { return value_.load(std::memory_order_relaxed); }
    operator Number() const { return get(); }  // NOLINT: implicit by design

private:
    std::atomic<Number> value_;
};

}  // namespace aula
