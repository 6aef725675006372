#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/json.hpp"
#include "rehearse/audience_plan.hpp"
#include "rehearse/rehearsal_course.hpp"

using namespace aula;
using namespace aula::rehearsal;
using nlohmann::json;

TEST_CASE("students come from four regions, each with a name and an id of their own") {
    const auto all = make_students(95);
    std::set<std::string> ids;
    std::map<std::string, int> countries;
    for (const auto& each : all) {
        ids.insert(each.external_id);
        ++countries[each.country];
        CHECK(!each.institution.empty());
    }
    CHECK(ids.size() == 95);
    CHECK(all[41].name == "Student 0042");
    for (const auto* country : {"UG", "TZ", "KE", "ID", "CN", "NL"}) CHECK(countries[country] > 0);
    CHECK(make_students(1).size() == 1);
}

TEST_CASE("the same seed plans the same visit, another seed or lecture another") {
    const auto who = make_students(95);
    const auto arrives = [&](std::size_t lecture, std::uint64_t seed) {
        return plan_visit(who, 3, lecture, seed).arrives;
    };
    CHECK(arrives(0, 1) == arrives(0, 1));
    CHECK(arrives(0, 1) != arrives(1, 1));
    CHECK(arrives(0, 1) != arrives(0, 2));
}

TEST_CASE("a week of 95 students has everything that happens to real ones, in order of time") {
    const auto who = make_students(95);
    std::map<departure, int> losses;
    int absent = 0, early = 0, late = 0, phones = 0, posts = 0, long_ones = 0, left = 0;
    for (std::size_t lecture = 0; lecture < 13; ++lecture) {
        for (std::size_t number = 0; number < who.size(); ++number) {
            const auto plan = plan_visit(who, number, lecture, 1);
            absent += plan.attends ? 0 : 1;
            (plan.arrives < 0 ? early : late) += 1;
            left += plan.leaves < 1 ? 1 : 0;
            phones += plan.phone ? 1 : 0;
            posts += static_cast<int>(plan.posts.size());
            double last = plan.arrives;
            for (const auto& each : plan.losses) {
                CHECK(each.at > last);
                CHECK(each.at < plan.leaves);
                last = each.at;
                ++losses[each.how];
                long_ones += each.is_long ? 1 : 0;
            }
        }
    }
    for (const int count : {absent, early, late, phones, posts, long_ones, left}) CHECK(count > 10);
    for (const auto how : {departure::close, departure::fin, departure::reset, departure::silence})
        CHECK(losses[how] > 10);
}

TEST_CASE("a day is its number or its date") {
    const json document{
        {"sessions",
         {{{"key", "a"}, {"starts", "2026-11-30T09:00:00"}},
          {{"key", "b"}, {"starts", "2026-12-01T09:00:00"}},
          {{"key", "c"}, {"starts", "2026-11-30T12:00:00"}}}}
    };
    const auto keys = [&](const std::string& day, bool is_whole_week = false) {
        std::string all;
        for (const auto& each : sessions_of(document, day, is_whole_week))
            all += each.at("key").get<std::string>();
        return all;
    };
    CHECK(keys("1") == "ac");
    CHECK(keys("2") == "b");
    CHECK(keys("2026-12-01") == "b");
    CHECK(keys("1", true) == "abc");
    for (const auto* none : {"0", "3", "2026-12-02", "", "monday", "999999999"})
        CHECK(keys(none).empty());
}

TEST_CASE("in a lecture of thousands no more is written than in one of hundreds") {
    const auto written = [](int count) {
        const auto who = make_students(count);
        std::size_t posts = 0;
        for (std::size_t number = 0; number < who.size(); ++number) {
            posts += plan_visit(who, number, 0, 1).posts.size();
        }
        return posts;
    };
    CHECK(written(95) > 50);
    for (const int count : {500, 5000}) {
        CHECK(written(count) > 300);
        CHECK(written(count) < 500);
    }
}
