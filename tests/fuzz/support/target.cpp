#include "fuzz/support/target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace aula::fuzz {
namespace {

std::vector<const target*>& known() {
    static std::vector<const target*> all;
    return all;
}

}  // namespace

target::target(std::string_view name, void (*run)(bytes input)) : name_(name), run_(run) {
    known().push_back(this);
    std::ranges::sort(known(), {}, &target::name);
}

const std::vector<const target*>& every_target() {
    return known();
}

const target* find_target(std::string_view name) {
    const auto found = std::ranges::find(known(), name, &target::name);
    return found == known().end() ? nullptr : *found;
}

void require(bool holds, std::string_view statement, std::source_location where) {
    if (holds) [[likely]]
        return;
    std::fprintf(
        stderr, "ERROR: not so: %.*s (%s:%u)\n", static_cast<int>(statement.size()),
        statement.data(), where.file_name(), where.line()
    );
    std::abort();
}

}  // namespace aula::fuzz
