#pragma once

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <span>
#include <string_view>
#include <vector>

namespace aula::fuzz {

/// The bytes that a target is tried with.
using bytes = std::span<const std::uint8_t>;

/// One thing that is fuzzed: whatever bytes it is given, it returns; what is wrong aborts.
///
/// A target may keep a world between two runs, but none of one run may be seen in the next. Defined
/// once at namespace scope, which makes it known by its name.
class target {
public:
    target(std::string_view name, void (*run)(bytes input));

    std::string_view name() const { return name_; }
    void run(bytes input) const { run_(input); }

private:
    std::string_view name_;
    void (*run_)(bytes input);
};

/// Every target, by name.
const std::vector<const target*>& every_target();
const target* find_target(std::string_view name);

/// What must hold whatever the input is: says where it did not, and aborts.
void require(
    bool holds, std::string_view statement,
    std::source_location where = std::source_location::current()
);

}  // namespace aula::fuzz
