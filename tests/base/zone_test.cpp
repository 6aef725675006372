#include "base/zone.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

using namespace aula;

namespace {

/// `2026-03-29T03:00:00.000Z`, or the error's sentence.
std::string utc(const char* wall, const char* zone) {
    const auto parsed = parse_wall_time(wall);
    REQUIRE(parsed);
    const auto at = to_utc(*parsed, zone);
    return at ? to_iso8601(*at) : at.error().detail;
}

}  // namespace

TEST_CASE("a lecture at 10:15 in Leiden is at the right instant in winter and in summer") {
    CHECK(utc("2026-03-02T10:15", "Europe/Amsterdam") == "2026-03-02T09:15:00.000Z");
    CHECK(utc("2026-07-02T10:15", "Europe/Amsterdam") == "2026-07-02T08:15:00.000Z");
}

TEST_CASE("one instant is shown as eight zones show it") {
    const auto at = *parse_iso8601("2026-10-24T22:30:00Z");
    const std::vector<std::pair<const char*, const char*>> shown{
        {"Europe/Amsterdam", "2026-10-25T00:30:00+02:00"},
        {"Africa/Kampala", "2026-10-25T01:30:00+03:00"},
        {"Asia/Jakarta", "2026-10-25T05:30:00+07:00"},
        {"Asia/Shanghai", "2026-10-25T06:30:00+08:00"},
        {"Asia/Kathmandu", "2026-10-25T04:15:00+05:45"},
        {"America/St_Johns", "2026-10-24T20:00:00-02:30"},
        {"Pacific/Kiritimati", "2026-10-25T12:30:00+14:00"},
        {"Etc/UTC", "2026-10-24T22:30:00+00:00"},
    };
    for (const auto& [zone, text] : shown) {
        CAPTURE(zone);
        CHECK(is_zone(zone));
        CHECK(to_local_iso8601(at, zone) == text);
        const auto wall = to_wall(at, zone);
        REQUIRE(wall);
        CHECK(*to_utc(*wall, zone) == at);
    }
}

TEST_CASE("a time that the clocks skip does not exist") {
    CHECK(utc("2026-03-29T01:59:59", "Europe/Amsterdam") == "2026-03-29T00:59:59.000Z");
    CHECK(
        utc("2026-03-29T02:00", "Europe/Amsterdam") ==
        "2026-03-29T02:00:00 does not exist in Europe/Amsterdam: the clocks go forward then; "
        "choose "
        "a time after the change."
    );
    CHECK(utc("2026-03-29T03:00", "Europe/Amsterdam") == "2026-03-29T01:00:00.000Z");
    CHECK(utc("2026-03-08T02:30", "America/New_York").find("does not exist") != std::string::npos);
}

TEST_CASE("a time that is shown twice is the earlier one") {
    CHECK(utc("2026-10-25T02:30", "Europe/Amsterdam") == "2026-10-25T00:30:00.000Z");
    CHECK(utc("2026-10-25T03:00", "Europe/Amsterdam") == "2026-10-25T02:00:00.000Z");
    CHECK(utc("2026-11-01T01:30", "America/New_York") == "2026-11-01T05:30:00.000Z");
    // The later of the two is told apart by its offset.
    CHECK(
        to_local_iso8601(*parse_iso8601("2026-10-25T01:30:00Z"), "Europe/Amsterdam") ==
        "2026-10-25T02:30:00+01:00"
    );
}

TEST_CASE("a name that is no zone is refused, without a way to the disk") {
    for (const auto* name :
         {"", "CET ", "europe/amsterdam", "Europe/Leiden", "../../etc/passwd", "/etc/localtime",
          "Europe/Amsterdam\n", "Europe"}) {
        CAPTURE(name);
        CHECK_FALSE(is_zone(name));
        const auto at = to_utc(wall_time{}, name);
        REQUIRE_FALSE(at);
        CHECK(at.error().code == error_code::invalid);
        CHECK_FALSE(to_wall(timestamp{}, name));
        CHECK(to_local_iso8601(timestamp{}, name) == "1970-01-01T00:00:00+00:00");
    }
}

TEST_CASE("milliseconds survive the way there and back") {
    const auto at = *parse_iso8601("2026-03-02T10:15:00.120Z");
    CHECK(*to_utc(*to_wall(at, "Asia/Jakarta"), "Asia/Jakarta") == at);
}

TEST_CASE("wall times are read with and without seconds") {
    CHECK(parse_wall_time("2026-03-02T10:15") == parse_wall_time("2026-03-02 10:15:00"));
    for (const auto* text :
         {"", "2026-03-02", "2026-02-30T10:15", "2026-03-02T24:00", "2026-03-02T10:15Z",
          "2026-03-02T10:15:00Z", "2026-03-02x10:15", "2026-03-02T10:15+01:00"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_wall_time(text));
    }
}

TEST_CASE("zones can be asked for by many threads at once") {
    std::vector<std::thread> threads;
    std::vector<int> right(4);
    for (auto& count : right) {
        threads.emplace_back([&count] {
            for (int day = 0; day < 300; ++day) {
                const wall_time noon{std::chrono::days{20'000 + day} + std::chrono::hours{12}};
                const auto at = to_utc(noon, "America/Sao_Paulo");
                count += at && *to_wall(*at, "America/Sao_Paulo") == noon;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(right == std::vector<int>(4, 300));
}
