#include "base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "base/needed_memory.hpp"

namespace aula::log {
namespace {

struct writer {
    settings chosen;
    std::shared_ptr<spdlog::details::thread_pool> thread;  ///< Only `start` and `stop` touch it.
    std::shared_ptr<spdlog::async_logger> logger;
};

/// Null before `start` and after `stop`. Writers are kept until the program ends, so that a line on
/// its way while another thread calls `stop` has something to stand on.
std::atomic<const writer*> current;
std::mutex guard;  ///< Of the list alone: lines are written without it.
std::vector<std::unique_ptr<writer>> writers;

std::string line_now(line_format format, level how, std::string_view message, fields with) {
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    return line(format, to_iso8601(now), how, message, with);
}

}  // namespace

void start(const settings& chosen) {
    const std::lock_guard lock(guard);
    auto& made = writers.emplace_back(std::make_unique<writer>());
    made->chosen = chosen;
    made->thread = std::make_shared<spdlog::details::thread_pool>(queue_max, 1);
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    made->logger = std::make_shared<spdlog::async_logger>(
        "aula", std::move(sink), made->thread, spdlog::async_overflow_policy::overrun_oldest
    );
    made->logger->set_pattern("%v");
    made->logger->set_level(spdlog::level::trace);
    made->logger->flush_on(spdlog::level::trace);
    made->logger->set_error_handler([](const std::string&) {});  // a line after `stop` is lost
    current.store(made.get());
}

void change(const settings& chosen) {
    const std::lock_guard lock(guard);
    if (current.load() == nullptr) return;
    auto& made = writers.emplace_back(std::make_unique<writer>(*writers.back()));
    made->chosen = chosen;
    current.store(made.get());
}

void stop() {
    const std::lock_guard lock(guard);
    current.store(nullptr);
    for (const auto& each : writers) each->thread.reset();
}

void write(level how, std::string_view message, fields with) {
    const needed_memory whole;  // a line is often written where something else was refused
    const auto* to = current.load();
    if (to == nullptr) {
        if (how < level::warn) return;
        const auto text = line_now(line_format::text, how, message, with) + "\n";
        std::fputs(text.c_str(), stderr);
        return;
    }
    if (how < to->chosen.least) return;
    to->logger->log(spdlog::level::info, line_now(to->chosen.format, how, message, with));
}

}  // namespace aula::log
