#include "cli/deck_upload.hpp"

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/terminal.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds ask_again{300};

/// The decks that a session has or is getting. A token may upload but not list; then nothing is
/// known to be there.
json decks_of(const rest_client& api, const std::string& course, const std::string& session) {
    const auto listed = api.get("/courses/" + course + "/sessions/" + session + "/decks");
    return listed ? listed->at("decks") : json::array();
}

bool is_there(const json& decks, const std::filesystem::path& pdf) {
    for (const auto& each : decks) {
        if (each.at("state") == "failed") continue;
        const auto& title = each.at("title");
        if (title == pdf.filename().string() || title == pdf.stem().string()) return true;
    }
    return false;
}

/// Waits for one deck; the error is the lecturer's sentence about it.
result<void> await_rendering(
    const rest_client& api, const std::string& path, const std::string& name, progress_line& line
) {
    for (;;) {
        const auto deck = api.get(path);
        if (!deck) return deck.error();
        if (deck->at("state") == "ready") return {};
        if (deck->at("state") == "failed") {
            return {
                error_code::invalid,
                deck->at("error").is_string() ? std::string(deck->at("error")) : ""
            };
        }
        line.show(
            name + ": page " + std::to_string(deck->value("pages_done", 0)) + " of " +
            std::to_string(deck->value("pages", 0))
        );
        std::this_thread::sleep_for(ask_again);
    }
}

result<void> upload(
    const rest_client& api, const std::string& course, const deck_upload& one, progress_line& line
) {
    const auto name = one.path.filename().string();
    const auto folder = "/courses/" + course + "/sessions/" + one.session + "/decks";
    line.show(name + ": uploading");
    const auto deck = api.put_file(folder + "/" + percent_encoded(name), one.path);
    if (!deck) return deck.error();
    const auto done = await_rendering(
        api, "/courses/" + course + "/decks/" + std::string(deck->at("id")), name, line
    );
    line.clear();
    if (done) std::printf("Deck %s is ready\n", name.c_str());
    return done;
}

}  // namespace

bool upload_decks(
    const rest_client& api, const std::string& course, const std::vector<deck_upload>& decks
) {
    bool is_complete = true;
    progress_line line;
    const auto slug = percent_encoded(course);
    for (const auto& each : decks) {
        if (is_there(decks_of(api, slug, each.session), each.path)) continue;
        const auto done = upload(api, slug, each, line);
        if (done) continue;
        line.clear();
        std::fprintf(stderr, "%s: %s\n", each.path.c_str(), done.error().detail.c_str());
        is_complete = false;
    }
    return is_complete;
}

}  // namespace aula::cli
