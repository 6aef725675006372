// aula_fuzz, with libFuzzer's own main: the target is named by AULA_FUZZ_TARGET.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/log.hpp"
#include "fuzz/support/target.hpp"

namespace {

const aula::fuzz::target& chosen() {
    const char* name = std::getenv("AULA_FUZZ_TARGET");
    if (const auto* found = aula::fuzz::find_target(name == nullptr ? "" : name)) return *found;
    std::fprintf(stderr, "AULA_FUZZ_TARGET names none of the targets:\n");
    for (const auto* each : aula::fuzz::every_target()) {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(each->name().size()), each->name().data());
    }
    std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto& target = chosen();
    target.run({data, size});
    return 0;
}
