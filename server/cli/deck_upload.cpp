#include "cli/deck_upload.hpp"

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/terminal.hpp"

namespace aula::cli {
namespace {

constexpr std::chrono::milliseconds ask_again{300};

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
    if (deck->at("state") == "ready") return {};  // the session has had this very file
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
        const auto done = upload(api, slug, each, line);
        if (done) continue;
        line.clear();
        std::fprintf(stderr, "%s: %s\n", each.path.c_str(), done.error().detail.c_str());
        is_complete = false;
    }
    return is_complete;
}

}  // namespace aula::cli
