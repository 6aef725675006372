#include "cli/backup_text.hpp"

#include <array>
#include <cstdio>

namespace aula::cli {
namespace {

std::int64_t rows(const backup_facts& of, const char* table) {
    const auto found = of.rows.find(table);
    return found == of.rows.end() ? 0 : found->second;
}

}  // namespace

std::string text_of(const backup_facts& facts, std::chrono::steady_clock::time_point begun) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::array<char, 256> text{};
    std::snprintf(
        text.data(), text.size(),
        "%lld courses, %lld people, %lld events, %lld decks, %.1f MB in %.1f s",
        static_cast<long long>(rows(facts, "courses")),
        static_cast<long long>(rows(facts, "participants")),
        static_cast<long long>(rows(facts, "events")), static_cast<long long>(rows(facts, "decks")),
        static_cast<double>(facts.bytes) / 1e6, took.count()
    );
    return text.data();
}

}  // namespace aula::cli
