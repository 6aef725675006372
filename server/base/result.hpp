#pragma once

#include <string>
#include <utility>
#include <variant>

namespace aula {

/// What the world can do to us. The rules saying no is a `refusal`, never one of these.
enum class error_code {
    not_found,
    conflict,
    fenced,  ///< Somebody else owns the session's log by now; nothing was written.
    forbidden,
    invalid,  ///< The input is wrong; `detail` names the field and the remedy.
    too_large,
    busy,          ///< A bounded queue is full or a deadline has passed; try again.
    storage_full,  ///< Nothing more can be saved: disk full or I/O error.
    unavailable,   ///< The part is shutting down or its peer is gone.
    internal,
};

struct error {
    error_code code = error_code::internal;
    std::string detail;  ///< One English sentence for people and logs; no secrets.
};

/// A value, or what the world did instead. Like `std::expected`, which libstdc++ 12 does not have.
template <class T>
class [[nodiscard]] result {
public:
    result(T value)
        : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
    result(aula::error failed) : held_(std::in_place_index<1>, std::move(failed)) {}  // NOLINT
    result(error_code code, std::string detail = {})
        : held_(std::in_place_index<1>, aula::error{code, std::move(detail)}) {}

    explicit operator bool() const { return held_.index() == 0; }
    T& operator*() & { return std::get<0>(held_); }
    const T& operator*() const& { return std::get<0>(held_); }
    T&& operator*() && { return std::get<0>(std::move(held_)); }
    T* operator->() { return &std::get<0>(held_); }
    const T* operator->() const { return &std::get<0>(held_); }
    const aula::error& error() const { return std::get<1>(held_); }

private:
    std::variant<T, aula::error> held_;
};

template <>
class [[nodiscard]] result<void> {
public:
    result() = default;
    result(aula::error failed) : failed_(std::move(failed)), ok_(false) {}  // NOLINT
    result(error_code code, std::string detail = {})
        : failed_{code, std::move(detail)}, ok_(false) {}

    explicit operator bool() const { return ok_; }
    const aula::error& error() const { return failed_; }

private:
    aula::error failed_;
    bool ok_ = true;
};

}  // namespace aula
