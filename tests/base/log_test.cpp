#include "base/log.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/captured_stderr.hpp"

using namespace aula;

TEST_CASE("a JSON line keeps one occasion on one line, whatever a field holds") {
    const auto line = log::line(
        log::line_format::json, "2026-03-02T10:15:00.120Z", log::level::warn, "a \"quoted\"\nword",
        {{"who", "p7"}, {"count", 3}, {"is_late", true}, {"path", std::string("a\\b\x7f")}}
    );
    CHECK(
        line ==
        R"({"at":"2026-03-02T10:15:00.120Z","level":"warn","message":"a \"quoted\"\u000aword",)"
        R"("who":"p7","count":3,"is_late":true,"path":"a\\b\u007f"})"
    );
}

TEST_CASE("a text line reads from left to right: when, how bad, what, and the details") {
    const auto line = log::line(
        log::line_format::text, "10:15", log::level::info, "listening",
        {{"port", 8080}, {"host", "::1"}}
    );
    CHECK(line == R"(10:15 info  listening  port=8080  host="::1")");
}

TEST_CASE("levels have names, and names levels") {
    for (const auto each :
         {log::level::debug, log::level::info, log::level::warn, log::level::error}) {
        CHECK(log::parse_level(log::name_of(each)) == each);
    }
    CHECK_FALSE(log::parse_level("loud"));
}

TEST_CASE("the log may be started, used, stopped and started again") {
    log::start({.least = log::level::error, .format = log::line_format::json});
    log::info("never shown");
    log::stop();
    log::start({});
    log::stop();
}

TEST_CASE("a changed level counts from the next line on; without a log there is nothing to change"
) {
    log::change({.least = log::level::debug});
    log::start({.least = log::level::error, .format = log::line_format::json});
    const test::captured_stderr seen;
    log::info("before");
    log::change({.least = log::level::info, .format = log::line_format::json});
    log::info("after");
    log::stop();
    CHECK(seen.text().find("before") == std::string::npos);
    CHECK(seen.text().find("\"message\":\"after\"") != std::string::npos);
}
