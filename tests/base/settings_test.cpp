#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "base/settings.hpp"
#include "support/source_dir.hpp"

using namespace aula;

TEST_CASE("the operating guide has every setting with its default") {
    std::ifstream file(test::source_dir() / "docs/operating.md");
    const std::string guide(std::istreambuf_iterator<char>(file), {});
    for (const auto& each : all_settings()) {
        const auto fallback =
            each.fallback.empty() ? std::string("–") : "`" + std::string(each.fallback) + "`";
        const auto line = "| `" + std::string(each.name) + "` | " + fallback + " | " +
                          each.allowed + " | " + std::string(each.help) + " | " +
                          std::string(name_of(each.when)) + " |";
        CAPTURE(line);
        CHECK(guide.find(line) != std::string::npos);
    }
}
