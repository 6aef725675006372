#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "sim/run.hpp"

int main(int count, char** texts) {
    aula::sim::order wanted;
    for (int i = 1; i < count; ++i) {
        const auto value = [&] {
            return i + 1 < count ? std::strtoull(texts[++i], nullptr, 10) : 0;
        };
        const std::string name = texts[i];
        if (name == "--seed") {
            wanted.from = value();
            wanted.seeds = 1;
            wanted.is_one = true;
        } else if (name == "--seeds") {
            wanted.seeds = value();
        } else if (name == "--from") {
            wanted.from = value();
        } else if (name == "--steps") {
            wanted.steps = value();
        } else if (name == "--minutes") {
            wanted.minutes = value();
        } else if (name == "--trace") {
            wanted.prints_steps = true;
        } else {
            std::fputs(aula::sim::usage, name == "--help" ? stdout : stderr);
            return name == "--help" ? 0 : 2;
        }
    }
    return aula::sim::run(wanted) ? 0 : 1;
}
