#pragma once

#include <sys/types.h>

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "time.hpp"

namespace aula::load {

/// What a process has used so far, from /proc.
struct server_usage {
    struct thread {
        std::string name;
        nanos cpu = 0;
    };
    std::map<pid_t, thread> threads;
    std::int64_t rss_bytes = 0;

    static server_usage of(pid_t process);
    static std::int64_t rss_of(pid_t process);
};

/// The seconds of CPU used in between, in all and by thread, busiest first.
nlohmann::json cpu_between(const server_usage& before, const server_usage& after);

}  // namespace aula::load
