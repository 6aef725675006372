// What the fuzzer found once is tried in every build, and so is what it starts from.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/support/target.hpp"
#include "support/source_dir.hpp"

using namespace aula;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> out;
    if (!fs::is_directory(folder)) return out;
    for (const auto& each : fs::directory_iterator(folder)) out.push_back(each.path());
    std::ranges::sort(out);
    return out;
}

void run_on(const fuzz::target& target, const std::string& text) {
    target.run({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const fs::path root = aula::test::source_dir();

}  // namespace

TEST_CASE("whatever was found once is not found again") {
    for (const auto* target : fuzz::every_target()) {
        for (const auto& file : files_in(root / "tests/fuzz/found" / target->name())) {
            INFO(file.string());  // should it abort: libFuzzer's report names the file too
            run_on(*target, content_of(file));
        }
    }
}

TEST_CASE("every folder of findings belongs to a target") {
    for (const auto& each : files_in(root / "tests/fuzz/found")) {
        CAPTURE(each);
        CHECK(fuzz::find_target(each.filename().string()) != nullptr);
    }
}

TEST_CASE("every target takes every example message, and nothing") {
    CHECK(fuzz::every_target().size() >= 12);
    for (const auto* target : fuzz::every_target()) {
        run_on(*target, "");
        for (const auto& file : files_in(root / "protocol/examples")) {
            const auto text = content_of(file);
            for (const char first : {'\0', '\1', '\2', '\3'}) run_on(*target, first + text);
        }
    }
}
