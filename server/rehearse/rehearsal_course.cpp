#include "rehearse/rehearsal_course.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <thread>
#include <utility>

#include "base/json.hpp"
#include "base/zone.hpp"

namespace aula::rehearsal {
namespace {

using nlohmann::json;

constexpr int copies_max = 1000;
constexpr std::size_t slug_max = 64;
constexpr std::size_t roster_max = 1000;
constexpr auto rendering_time = std::chrono::minutes(10);
constexpr milliseconds ask_again{200};

struct source {
    json document;
    std::vector<shown_deck> decks;
};

/// The course as it is on the server, or as the caller has it.
result<source> read_source(const cli::rest_client& api, const rehearse_options& asked) {
    if (asked.document.empty()) {
        auto document = api.get("/courses/" + cli::percent_encoded(asked.course) + "/document");
        if (!document) return document.error();
        return source{.document = std::move(*document), .decks = {}};
    }
    return source{.document = json::parse(asked.document), .decks = asked.decks};
}

/// Without addresses, so that no real person gets a letter, and with room for everybody.
json disguised(json document, const rehearse_options& asked) {
    document["title"] = "Rehearsal: " + document.value("title", "").substr(0, 150);
    document["capacity"] = 0;
    if (asked.has_mishaps) document["zone"] = "UTC";
    if (document.contains("people")) {
        for (auto& each : document["people"]) each.erase("email");
    }
    document["sessions"] = sessions_of(document, asked.day, asked.is_whole_week);
    return document;
}

milliseconds length_of(const json& session) {
    const auto starts = parse_iso8601(session.value("starts_at", ""));
    const auto ends = parse_iso8601(session.value("ends_at", ""));
    return starts && ends ? *ends - *starts : milliseconds{0};
}

invited invited_person(const json& entry) {
    const std::string link = entry.value("join_link", "#");
    return {
        .id = participant_id::parse(entry.value("id", "")).value_or(participant_id{}),
        .name = entry.value("name", ""),
        .join_token = link.substr(link.find('#') + 1),
    };
}

/// The first lecture of each day has time enough for the server to be started again; the others
/// have one mishap each, in turn.
void give_mishaps(std::vector<lecture_stage>& lectures) {
    constexpr std::array kinds{
        mishap::early_start, mishap::nobody_ends, mishap::moved_plan, mishap::corrected_end
    };
    std::set<std::string> days;
    std::size_t next = 0;
    for (auto& each : lectures) {
        const bool is_first = days.insert(each.day).second;
        each.has = is_first ? mishap::long_plan : kinds[next++ % kinds.size()];
    }
}

}  // namespace

json sessions_of(const json& document, const std::string& day, bool is_whole_week) {
    const auto& all = document.at("sessions");
    if (is_whole_week) return all;
    std::set<std::string> dates;
    for (const auto& each : all) dates.insert(each.value("starts", "").substr(0, 10));
    std::string wanted = day;
    if (day.size() < 10 && !day.empty() &&
        std::ranges::all_of(day, [](char c) { return c >= '0' && c <= '9'; })) {
        const auto number = static_cast<std::size_t>(std::stoi(day));
        wanted = number >= 1 && number <= dates.size()
                     ? *std::next(dates.begin(), static_cast<std::ptrdiff_t>(number) - 1)
                     : "";
    }
    json chosen = json::array();
    for (const auto& each : all) {
        if (each.value("starts", "").substr(0, 10) == wanted) chosen.push_back(each);
    }
    return chosen;
}

result<rehearsal_course> rehearsal_course::create(
    const cli::rest_client& api, const rehearse_options& asked, const std::vector<student>& who
) {
    auto from = read_source(api, asked);
    if (!from) return from.error();
    const std::string base = from->document.value("slug", "course");
    auto document = disguised(std::move(from->document), asked);
    if (document["sessions"].empty())
        return {error_code::invalid, "There is no session on day " + asked.day + "."};
    rehearsal_course made(api);
    if (auto saved = made.save(std::move(document), base); !saved) return saved.error();
    if (asked.has_mishaps) give_mishaps(made.lectures);
    made.is_kept_ = asked.keeps_course;
    if (auto ready = made.invite(who); !ready) return ready.error();
    for (const auto& deck : from->decks) {
        const auto at = std::ranges::find(made.lectures, deck.session, &lecture_stage::key);
        if (at == made.lectures.end()) continue;
        if (auto done = made.upload(at->id.text(), deck.path); !done) return done.error();
    }
    return made;
}

rehearsal_course::rehearsal_course(rehearsal_course&& other) noexcept
    : slug(std::exchange(other.slug, {})),
      public_url(std::move(other.public_url)),
      lectures(std::move(other.lectures)),
      lecturer(std::move(other.lecturer)),
      students(std::move(other.students)),
      decks(other.decks),
      api_(other.api_),
      is_kept_(other.is_kept_) {}

rehearsal_course::~rehearsal_course() {
    if (slug.empty() || is_kept_) return;
    const auto deleted = api_->remove("/courses/" + slug, json{{"confirm", slug}});
    if (!deleted)
        std::fprintf(
            stderr, "aula: %s is left behind: %s\n", slug.c_str(), deleted.error().detail.c_str()
        );
}

/// Under the first free name: `immunology-rehearsal-1`, `-2` …
result<void> rehearsal_course::save(json document, std::string base) {
    for (int copy = 1; copy <= copies_max; ++copy) {
        const auto ending = "-rehearsal-" + std::to_string(copy);
        base.resize(std::min(base.size(), slug_max - ending.size()));
        document["slug"] = base + ending;
        const auto saved = api_->post("/courses", document);
        if (!saved && saved.error().code == error_code::conflict) continue;
        if (!saved) return saved.error();
        slug = base + ending;
        for (const auto& each : saved->at("sessions")) {
            const auto id = session_id::parse(each.value("id", "")).value_or(session_id{});
            lectures.push_back(
                {id, each.value("key", ""), each.value("title", ""),
                 each.value("starts_at", "").substr(0, 10), lectures.size(), length_of(each)}
            );
        }
        return {};
    }
    return {error_code::conflict, "There are too many rehearsals of this course; delete some."};
}

result<void> rehearsal_course::invite(const std::vector<student>& who) {
    json entries = json::array(
        {{{"name", "Rehearsal lecturer"},
          {"role", "lecturer"},
          {"external_id", "rehearsal-lecturer"}}}
    );
    for (const auto& each : who) {
        if (entries.size() == roster_max) {
            if (auto added = add_people(entries); !added) return added;
            entries = json::array();
        }
        entries.push_back(
            {{"name", each.name},
             {"role", "attendee"},
             {"external_id", each.external_id},
             {"institution", each.institution},
             {"country", each.country}}
        );
    }
    if (auto added = add_people(entries); !added) return added;
    lecturer = students.front();
    students.erase(students.begin());
    return {};
}

result<void> rehearsal_course::add_people(const json& entries) {
    const auto added = api_->post("/courses/" + slug + "/roster", entries);
    if (!added) return added.error();
    for (const auto& each : added->at("people")) {
        students.push_back(invited_person(each));
        const std::string link = each.value("join_link", "");
        if (public_url.empty()) public_url = link.substr(0, link.find("/join"));
    }
    return {};
}

result<void> rehearsal_course::upload(
    const std::string& session, const std::filesystem::path& pdf
) {
    const auto name = cli::percent_encoded(pdf.filename().string());
    auto deck = api_->put_file("/courses/" + slug + "/sessions/" + session + "/decks/" + name, pdf);
    const auto give_up = std::chrono::steady_clock::now() + rendering_time;
    while (deck && deck->value("state", "") == "rendering") {
        if (std::chrono::steady_clock::now() > give_up)
            return {error_code::busy, pdf.string() + " takes too long to render."};
        std::this_thread::sleep_for(ask_again);
        deck = api_->get("/courses/" + slug + "/decks/" + deck->value("id", ""));
    }
    if (!deck) return deck.error();
    if (deck->value("state", "") != "ready")
        return {error_code::invalid, pdf.string() + ": the deck could not be rendered."};
    ++decks;
    return {};
}

}  // namespace aula::rehearsal
