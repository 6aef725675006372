#include "base/metrics.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <thread>

#include "base/metrics_text.hpp"

using namespace aula;
using namespace std::chrono_literals;

namespace {

bool has_line(const std::string& page, const std::string& line) {
    return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a family is its help, its type and its samples") {
    metrics_text page;
    page.counter("aula_hats_total", "Hats that were worn.").sample(3U);
    page.gauge("aula_hats", "Hats now.").sample(-2, {{"shard", "0"}, {"kind", "top"}});
    CHECK(
        std::move(page).take() ==
        "# HELP aula_hats_total Hats that were worn.\n"
        "# TYPE aula_hats_total counter\n"
        "aula_hats_total 3\n"
        "# HELP aula_hats Hats now.\n"
        "# TYPE aula_hats gauge\n"
        "aula_hats{shard=\"0\",kind=\"top\"} -2\n"
    );
}

TEST_CASE("backslashes, quotes and ends of lines are escaped, and quotes in a help are not") {
    metrics_text page;
    page.gauge("aula_hats", "A \\ and a \" and\nan end.").sample(1, {{"kind", "a\\b\"c\nd"}});
    const auto text = std::move(page).take();
    CHECK(has_line(text, R"(# HELP aula_hats A \\ and a " and\nan end.)"));
    CHECK(has_line(text, R"(aula_hats{kind="a\\b\"c\nd"} 1)"));
}

TEST_CASE("whole numbers are written whole, others as short as they can be read back") {
    metrics_text page;
    page.gauge("aula_hats", "Hats.");
    page.sample(18'000'000'000ULL);
    page.sample(0.1);
    page.sample(std::numeric_limits<double>::infinity());
    const auto text = std::move(page).take();
    CHECK(has_line(text, "aula_hats 18000000000"));
    CHECK(has_line(text, "aula_hats 0.1"));
    CHECK(has_line(text, "aula_hats +Inf"));
}

TEST_CASE("a histogram's buckets are cumulative and end with all there are") {
    histogram took;
    took.observe(1ms);  // a bound belongs to its own bucket
    took.observe(2ms);
    took.observe(60s);
    metrics_text page;
    page.histogram("aula_hat_seconds", "Hats.").sample(took.values(), {{"kind", "top"}});
    const auto text = std::move(page).take();
    CHECK(has_line(text, "# TYPE aula_hat_seconds histogram"));
    CHECK(has_line(text, "aula_hat_seconds_bucket{kind=\"top\",le=\"0.0005\"} 0"));
    CHECK(has_line(text, "aula_hat_seconds_bucket{kind=\"top\",le=\"0.001\"} 1"));
    CHECK(has_line(text, "aula_hat_seconds_bucket{kind=\"top\",le=\"0.0025\"} 2"));
    CHECK(has_line(text, "aula_hat_seconds_bucket{kind=\"top\",le=\"10\"} 2"));
    CHECK(has_line(text, "aula_hat_seconds_bucket{kind=\"top\",le=\"+Inf\"} 3"));
    CHECK(has_line(text, "aula_hat_seconds_sum{kind=\"top\"} 60.003"));
    CHECK(has_line(text, "aula_hat_seconds_count{kind=\"top\"} 3"));
}

TEST_CASE("histograms of several shards add up") {
    histogram one, other;
    one.observe(1ms);
    other.observe(1ms);
    auto both = one.values();
    both += other.values();
    CHECK(both.counts[1] == 2);
    CHECK(both.sum_seconds == doctest::Approx(0.002));
}

TEST_CASE("a gauge is set and moves both ways") {
    gauge open;
    open.set(5U);
    open.add(-2);
    CHECK(open.value() == 3);
}

TEST_CASE("a scrape reads while others write, and nothing is lost") {
    constexpr std::uint64_t rounds = 20'000;
    counter alone;
    shared_counter together;
    histogram took;
    metrics all;
    all.add([&](metrics_text& to) {
        to.counter("aula_alone_total", "One writer.").sample(alone.value());
        to.counter("aula_together_total", "Two writers.").sample(together.value());
        to.histogram("aula_took_seconds", "One writer.").sample(took.values());
    });
    std::thread first([&] {
        for (std::uint64_t round = 0; round < rounds; ++round) {
            alone.add();
            together.add();
            took.observe(1ms);
        }
    });
    std::thread second([&] {
        for (std::uint64_t round = 0; round < rounds; ++round) together.add();
    });
    std::uint64_t last = 0;
    while (last < rounds) {
        CHECK_FALSE(all.text().empty());
        const auto now = alone.value();
        REQUIRE(now >= last);
        last = now;
    }
    first.join();
    second.join();
    const auto page = all.text();
    CHECK(has_line(page, "aula_alone_total 20000"));
    CHECK(has_line(page, "aula_together_total 40000"));
    CHECK(has_line(page, "aula_took_seconds_count 20000"));
}
