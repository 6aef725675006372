#include "rehearse/verdict.hpp"

#include <algorithm>
#include <map>
#include <thread>

#include "base/json.hpp"

namespace aula::rehearsal {
namespace {

using nlohmann::json;

constexpr milliseconds figures_again{500};
constexpr milliseconds slack{3000};
/// A server that may be lost is back by then.
constexpr milliseconds away_max{60'000};

/// `live_ms` by person in one session.
std::map<std::string, milliseconds> figures_of(const json& persons, session_id session) {
    std::map<std::string, milliseconds> found;
    for (const auto& row : persons.at("rows")) {
        if (row.value("session", "") != session.text()) continue;
        found[row.value("participant", "")] = milliseconds{row.value("live_ms", std::int64_t{-1})};
    }
    return found;
}

bool agrees(const lecture_verdict& each) {
    return each.mismatches.empty();
}

/// Until when the server may still credit somebody who fell silent.
milliseconds patience_for(const std::vector<lecture_record>& records) {
    milliseconds longest{0};
    for (const auto& each : records) longest = std::max(longest, each.silence + each.grace);
    return longest + slack;
}

/// Asks again while there is no answer, where the server may be lost.
result<json> ask(const cli::rest_client& api, const company& all, const std::string& path) {
    const auto give_up = std::chrono::steady_clock::now() + away_max;
    for (;;) {
        auto answer = api.get(path);
        const bool may_come = all.may_lose_server && std::chrono::steady_clock::now() < give_up;
        if (answer || !may_come) return answer;
        std::this_thread::sleep_for(figures_again);
    }
}

std::map<std::string, int> read_chat(
    const cli::rest_client& api, const company& all, const std::string& path, lecture_record& record
) {
    std::map<std::string, int> times;
    std::string before;
    for (bool has_more = true; has_more;) {
        const auto page = ask(api, all, path + before);
        if (!page) {
            record.mistake("The chat cannot be read again: " + page.error().detail);
            return times;
        }
        for (const auto& each : page->at("messages")) ++times[each.value("text", "")];
        has_more = page->value("has_more", false) && !page->at("messages").empty();
        if (has_more) before = "&before=" + page->at("messages").front().at("seq").dump();
    }
    return times;
}

}  // namespace

lecture_verdict compare(
    const json& persons, const company& all, const lecture_stage& stage,
    const lecture_record& record
) {
    const auto figures = figures_of(persons, stage.id);
    const auto counted = counted_stretches(record.live.all(), record.plan, record.corrected_end);
    lecture_verdict verdict;
    milliseconds true_sum{0};
    milliseconds server_sum{0};
    for (const auto& who : all.people) {
        const auto connections = record.presences_of(who.id, all.lost_with_server);
        const auto truth = true_live_time(connections, counted, record.grace);
        const auto found = figures.find(who.id.text());
        const auto figure = found == figures.end() ? milliseconds{0} : found->second;
        const auto off = distance(figure, truth);
        ++verdict.compared;
        verdict.worst = std::max(verdict.worst, off);
        if (off > allowance)
            verdict.mismatches.push_back({who.name, stage.key, truth, figure, connections});
        if (connections.empty()) continue;
        ++verdict.joined;
        true_sum += (truth.least + truth.most) / 2;
        server_sum += figure;
    }
    verdict.true_mean = true_sum / std::max(verdict.joined, 1);
    verdict.server_mean = server_sum / std::max(verdict.joined, 1);
    return verdict;
}

result<std::vector<lecture_verdict>> compare_all(
    const cli::rest_client& api, const company& all, const std::vector<lecture_stage>& stages,
    const std::vector<lecture_record>& records
) {
    const auto give_up = std::chrono::steady_clock::now() + patience_for(records);
    for (;;) {
        const auto persons =
            ask(api, all, "/courses/" + all.course + "/attendance?table=persons&format=json");
        if (!persons) return persons.error();
        std::vector<lecture_verdict> verdicts;
        for (std::size_t at = 0; at < stages.size(); ++at) {
            verdicts.push_back(compare(*persons, all, stages[at], records[at]));
        }
        const bool is_final = std::chrono::steady_clock::now() > give_up;
        if (is_final || std::ranges::all_of(verdicts, agrees)) return verdicts;
        std::this_thread::sleep_for(figures_again);
    }
}

void check_chat_log(
    const cli::rest_client& api, const company& all, const lecture_stage& stage,
    lecture_record& record
) {
    const auto path = "/courses/" + all.course + "/sessions/" + stage.id.text() + "/chat?limit=200";
    const auto times = read_chat(api, all, path, record);
    for (const auto& post : record.posts) {
        const auto found = times.find(post.text);
        const int count = found == times.end() ? 0 : found->second;
        if (count != 1) {
            record.mistake(
                "“" + post.text + "” was acknowledged and is in the log " + std::to_string(count) +
                " times."
            );
        }
    }
}

}  // namespace aula::rehearsal
