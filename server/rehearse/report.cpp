#include "rehearse/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/json.hpp"
#include "client/text_table.hpp"

namespace aula::rehearsal {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t mismatches_shown = 10;

std::string number(const char* form, double value) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), form, value);
    return text.data();
}

std::string in_seconds(milliseconds time) {
    return number("%.3f", static_cast<double>(time.count()) / 1000);
}

/// How much faster than in the course a lecture was played.
double factor(const lecture_stage& stage, const lecture_record& record) {
    const auto live = record.live.total();
    return live.count() > 0
               ? static_cast<double>(stage.scheduled.count()) / static_cast<double>(live.count())
               : 0;
}

std::string lecture_table(const outcome& of) {
    cli::text_table table(
        {"session", "joined", "peak", "drops", "resumed", "welcomed", "chat", "true mean s",
         "server mean s", "worst off s", "wrong", "mistakes", "what happened"}
    );
    for (std::size_t at = 0; at < of.stages.size(); ++at) {
        const auto& record = of.records[at];
        const auto& verdict = of.verdicts[at];
        table.add(
            {of.stages[at].key, std::to_string(verdict.joined), std::to_string(record.peak),
             std::to_string(record.drops), std::to_string(record.resumes),
             std::to_string(record.welcomes), std::to_string(record.posts.size()),
             in_seconds(verdict.true_mean), in_seconds(verdict.server_mean),
             in_seconds(verdict.worst), std::to_string(verdict.mismatches.size()),
             std::to_string(record.mistake_count), std::string(name_of(of.stages[at].has))}
        );
    }
    return table.text();
}

latencies all_of(const outcome& of, latencies lecture_record::* which) {
    latencies all;
    for (const auto& each : of.records) all.add(each.*which);
    return all;
}

std::string latency_line(const std::string& what, const latencies& of) {
    return what + ": p50 " + number("%.1f", of.percentile(0.5)) + " ms, p99 " +
           number("%.1f", of.percentile(0.99)) + " ms (" + std::to_string(of.count()) +
           " receipts)\n";
}

std::string seconds_line(const std::string& what, const latencies& of) {
    const auto time = [&](double share) { return number("%.1f", of.percentile(share) / 1000); };
    return what + ": p50 " + time(0.5) + " s, p99 " + time(0.99) + " s, at most " + time(1) +
           " s (" + std::to_string(of.count()) + ")\n";
}

/// Each connection of the person: when it began and ended, and until when it was proven.
std::string connections_text(const mismatch& of) {
    std::string out;
    for (const auto& each : of.connections) {
        out += "    from " + to_iso8601(each.from) + " to " + to_iso8601(each.until) +
               ", proven until " + to_iso8601(each.proven);
        if (each.asked) out += ", asked at " + to_iso8601(*each.asked);
        out += each.is_cut ? ", cut by a crash\n" : "\n";
    }
    return out;
}

std::string complaints(const outcome& of) {
    std::string out;
    for (const auto& verdict : of.verdicts) {
        for (std::size_t at = 0; at < std::min(verdict.mismatches.size(), mismatches_shown); ++at) {
            const auto& each = verdict.mismatches[at];
            out += "wrong: " + each.name + " in " + each.lecture + ": the server says " +
                   in_seconds(each.server) + " s, true is " + in_seconds(each.truth.least) +
                   " to " + in_seconds(each.truth.most) + " s\n" + connections_text(each);
        }
    }
    for (std::size_t at = 0; at < of.records.size(); ++at) {
        for (const auto& each : of.records[at].mistakes)
            out += "mistake: " + of.stages[at].key + ": " + each + "\n";
    }
    return out;
}

ordered_json latency_json(const latencies& of) {
    return {
        {"p50_ms", of.percentile(0.5)},
        {"p99_ms", of.percentile(0.99)},
        {"most_ms", of.percentile(1)},
        {"receipts", of.count()}
    };
}

/// With every connection as the client knows it, to be laid beside the server's intervals.
ordered_json mismatch_json(const mismatch& of) {
    ordered_json connections = ordered_json::array();
    for (const auto& each : of.connections) {
        connections.push_back(
            {{"asked", to_iso8601(each.asked.value_or(each.from))},
             {"from", to_iso8601(each.from)},
             {"proven", to_iso8601(each.proven)},
             {"until", to_iso8601(each.until)}}
        );
    }
    return {
        {"name", of.name},
        {"server_ms", of.server.count()},
        {"least_ms", of.truth.least.count()},
        {"most_ms", of.truth.most.count()},
        {"connections", connections}
    };
}

ordered_json lecture_json(const outcome& of, std::size_t at) {
    const auto& record = of.records[at];
    const auto& verdict = of.verdicts[at];
    ordered_json wrong = ordered_json::array();
    for (const auto& each : verdict.mismatches) wrong.push_back(mismatch_json(each));
    return {
        {"session", of.stages[at].key},
        {"scheduled_ms", of.stages[at].scheduled.count()},
        {"live_ms", record.live.total().count()},
        {"factor", factor(of.stages[at], record)},
        {"joined", verdict.joined},
        {"peak", record.peak},
        {"drops", record.drops},
        {"resumes", record.resumes},
        {"welcomes", record.welcomes},
        {"outages", record.outages},
        {"chat", record.posts.size()},
        {"refusals", record.refusals},
        {"compared", verdict.compared},
        {"true_mean_ms", verdict.true_mean.count()},
        {"server_mean_ms", verdict.server_mean.count()},
        {"worst_ms", verdict.worst.count()},
        {"wrong", wrong},
        {"mistakes", record.mistake_count},
        {"happened", name_of(of.stages[at].has)},
        {"first_mistakes", record.mistakes},
    };
}

}  // namespace

bool has_passed(const outcome& of) {
    const bool all_agree =
        std::ranges::all_of(of.verdicts, [](const auto& each) { return each.mismatches.empty(); });
    const bool all_sound =
        std::ranges::all_of(of.records, [](const auto& each) { return each.mistake_count == 0; });
    const bool all_played = std::ranges::all_of(of.records, [](const auto& each) {
        return each.live.total().count() > 0;
    });
    const bool somebody_came =
        std::ranges::any_of(of.verdicts, [](const auto& each) { return each.joined > 0; });
    return !of.verdicts.empty() && all_agree && all_sound && all_played && somebody_came;
}

std::string report_text(const outcome& of) {
    const auto& first = of.records.front();
    std::string out = "Rehearsal of " + std::to_string(of.stages.size()) + " lectures with " +
                      std::to_string(of.all->people.size()) + " students and " +
                      std::to_string(of.decks) + " decks in " + of.course + "\n";
    out += "One lecture took " + in_seconds(of.all->lecture) + " s, " +
           number("%.0f", factor(of.stages.front(), first)) +
           " times as fast as planned. Grace time " + in_seconds(first.grace) + " s, ping every " +
           in_seconds(first.ping) + " s.\n\n";
    out += lecture_table(of) + "\n";
    out +=
        "Who vanishes without a word may be credited between the last proof of life (at most one "
        "ping back) and the end;\n"
        "beyond that " +
        in_seconds(allowance) + " s are allowed.\n";
    if (of.all->may_lose_server) {
        out += "A crash of the server may cost " + in_seconds(of.all->lost_with_server) +
               " s, the time between checkpoints;\n"
               "who had gone unnoticed just before may be credited until then.\n";
    }
    out += latency_line(
        "Slides, from the lecturer to each student", all_of(of, &lecture_record::slides)
    );
    out += latency_line("Chat, from its author to each student", all_of(of, &lecture_record::chat));
    if (of.all->may_lose_server) {
        out += seconds_line(
            "Pauses, from the server's last word to being let in again",
            all_of(of, &lecture_record::pauses)
        );
        out += seconds_line(
            "Answers, from the wish to the acknowledgement", all_of(of, &lecture_record::answers)
        );
    }
    out += complaints(of);
    return out + (has_passed(of) ? "PASS\n" : "FAIL\n");
}

std::string report_json(const outcome& of) {
    ordered_json lectures = ordered_json::array();
    for (std::size_t at = 0; at < of.stages.size(); ++at) lectures.push_back(lecture_json(of, at));
    const ordered_json all{
        {"course", of.course},
        {"students", of.all->people.size()},
        {"decks", of.decks},
        {"lecture_ms", of.all->lecture.count()},
        {"seed", of.all->seed},
        {"allowance_ms", allowance.count()},
        {"lectures", lectures},
        {"slides", latency_json(all_of(of, &lecture_record::slides))},
        {"chat", latency_json(all_of(of, &lecture_record::chat))},
        {"pauses", latency_json(all_of(of, &lecture_record::pauses))},
        {"answers", latency_json(all_of(of, &lecture_record::answers))},
        {"passed", has_passed(of)},
    };
    return all.dump(2) + "\n";
}

}  // namespace aula::rehearsal
