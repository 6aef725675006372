#include "server_usage.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace aula::load {
namespace {

namespace fs = std::filesystem;

template <class Value>
Value first_of(const fs::path& file) {
    Value value{};
    std::ifstream(file) >> value;
    return value;
}

}  // namespace

std::int64_t server_usage::rss_of(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string word; status >> word;) {
        std::int64_t kib = 0;
        if (word == "VmRSS:" && status >> kib) return kib * 1024;
    }
    return 0;
}

server_usage server_usage::of(pid_t process) {
    server_usage used{.rss_bytes = rss_of(process)};
    std::error_code gone;
    for (const auto& task :
         fs::directory_iterator("/proc/" + std::to_string(process) + "/task", gone)) {
        used.threads[std::stoi(task.path().filename())] = {
            first_of<std::string>(task.path() / "comm"), first_of<nanos>(task.path() / "schedstat")
        };
    }
    return used;
}

nlohmann::json cpu_between(const server_usage& before, const server_usage& after) {
    std::vector<server_usage::thread> spent;
    nanos total = 0;
    for (auto [id, thread] : after.threads) {
        if (const auto old = before.threads.find(id); old != before.threads.end()) {
            thread.cpu -= old->second.cpu;
        }
        total += thread.cpu;
        if (thread.cpu > 0) spent.push_back(thread);
    }
    std::ranges::sort(spent, std::greater{}, &server_usage::thread::cpu);
    nlohmann::json threads = nlohmann::json::array();
    for (const auto& each : spent) {
        threads.push_back({{"name", each.name}, {"cpu_s", in_seconds(each.cpu)}});
    }
    return {{"cpu_s", in_seconds(total)}, {"threads", threads}};
}

}  // namespace aula::load
