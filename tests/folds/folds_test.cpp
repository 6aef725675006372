// The server's half of tests/folds/README.md.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "domain/figures.hpp"
#include "domain/fold.hpp"
#include "domain/redaction.hpp"
#include "domain/view.hpp"
#include "generated/codec.hpp"
#include "support/source_dir.hpp"

using namespace aula;
using nlohmann::json;

namespace {

std::vector<std::filesystem::path> case_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& each :
         std::filesystem::directory_iterator(test::source_dir() / "tests/folds/cases")) {
        if (each.path().extension() == ".json") files.push_back(each.path());
    }
    return files;
}

json read(const std::filesystem::path& file) {
    std::ifstream in(file);
    return json::parse(in);
}

logged_event event_of(json wire) {
    logged_event happened;
    const auto type = wire.at("type").get<std::string>();
    happened.seq = wire.at("seq").get<seq_number>();
    happened.at = parse_iso8601(wire.at("at").get<std::string>()).value();
    for (const auto* envelope : {"type", "seq", "at"}) wire.erase(envelope);
    auto what = decode_event(type, wire.dump());
    REQUIRE_MESSAGE(what, what.error().detail);
    happened.what = *what;
    return happened;
}

/// tests/folds/figures.json
json figures() {
    return read(test::source_dir() / "tests/folds/figures.json");
}

/// A view as a client gets it.
json as_sent(session_view seen) {
    std::string text;
    encode(text, welcome{.seq = 0, .view = std::move(seen)});
    return json::parse(text).at("view");
}
json shown(const session& state, audience_class as) {
    return as_sent(view(state, as));
}

session_id session_of(const json& story) {
    return session_id::parse(story.at("session").get<std::string>()).value();
}

/// The whole view of a case: the parts and fields that it does not state are empty.
json whole_view(const json& story) {
    auto view = as_sent({.session = session_of(story)});
    view.update(story.at("view"), true);
    return view;
}

}  // namespace

TEST_CASE("a share is cut to one decimal, and never shows a rule that it does not reach") {
    const auto all = figures();
    for (const auto& one : all.at("shares")) {
        CAPTURE(one.dump());
        const milliseconds part{one.at("part_ms").get<std::int64_t>()};
        const milliseconds whole{one.at("whole_ms").get<std::int64_t>()};
        const auto shown = permille_of(part, whole);
        CHECK(static_cast<double>(shown) / 10.0 == one.at("percent").get<double>());
        const bool reaches = shown >= one.at("rule").get<std::int64_t>() * 10;
        CHECK(reaches == one.at("reaches").get<bool>());
    }
}

TEST_CASE("minutes are cut to two decimals") {
    const auto all = figures();
    for (const auto& one : all.at("lengths")) {
        CAPTURE(one.dump());
        const milliseconds length{one.at("length_ms").get<std::int64_t>()};
        CHECK(minutes_of(length) == one.at("minutes").get<double>());
    }
}

TEST_CASE("every case leads to its view") {
    for (const auto& file : case_files()) {
        const auto story = read(file);
        CAPTURE(file.filename().string());
        const bool is_staff_view = story.at("as") == "staff";
        REQUIRE((is_staff_view || story.at("as") == "everyone"));
        session state(session_of(story));
        for (const auto& each : story.at("log")) fold(state, event_of(each));
        const auto seen =
            shown(state, is_staff_view ? audience_class::staff : audience_class::everyone);
        CHECK_MESSAGE(seen == whole_view(story), seen.dump(2));
    }
}

TEST_CASE("every case leads to its view, however much was seen before words were taken back") {
    std::size_t taken_back = 0;
    for (const auto& file : case_files()) {
        const auto story = read(file);
        CAPTURE(file.filename().string());
        std::vector<logged_event> log;
        session whole(session_of(story));
        for (const auto& each : story.at("log")) {
            log.push_back(event_of(each));
            fold(whole, log.back());
        }
        const bool is_staff_view = story.at("as") == "staff";
        const auto as = is_staff_view ? audience_class::staff : audience_class::everyone;
        for (const auto& each : log) taken_back += is_taken_back(each, whole) ? 1 : 0;
        for (std::size_t seen = 0; seen <= log.size(); ++seen) {
            session state(whole.id);
            for (std::size_t i = 0; i < log.size(); ++i) {
                fold(state, i < seen ? log[i] : redacted(log[i], whole));
            }
            CHECK_MESSAGE(shown(state, as) == whole_view(story), "after ", seen);
        }
    }
    CHECK(taken_back >= 5);
}

TEST_CASE("every case tells a whole log, and there are enough of them") {
    const auto files = case_files();
    CHECK(files.size() >= 15);
    for (const auto& file : files) {
        CAPTURE(file.filename().string());
        const auto story = read(file);
        seq_number expected = 0;
        timestamp before{};
        for (const auto& each : story.at("log")) {
            const auto happened = event_of(each);
            CHECK(happened.seq == ++expected);
            if (!std::holds_alternative<clock_corrected>(happened.what))
                CHECK(happened.at >= before);
            before = happened.at;
        }
    }
}

TEST_CASE("what is not shown to a viewer does not change the view") {
    for (const auto& file : case_files()) {
        const auto story = read(file);
        CAPTURE(file.filename().string());
        session state(session_id{1});
        for (const auto& each : story.at("log")) {
            const auto happened = event_of(each);
            const auto attendees = shown(state, audience_class::everyone);
            const auto staff = shown(state, audience_class::staff);
            fold(state, happened);
            if (sees(happened.what) != audience_class::everyone) {
                CHECK(shown(state, audience_class::everyone) == attendees);
            }
            if (sees(happened.what) == audience_class::nobody) {
                CHECK(shown(state, audience_class::staff) == staff);
            }
        }
    }
}
