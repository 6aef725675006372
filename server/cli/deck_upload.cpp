#include "cli/deck_upload.hpp"

#include <chrono>
#include <cstdio>
#include <thread>

#include "base/json.hpp"
#include "client/terminal.hpp"

namespace aula::cli {
namespace {

constexpr std::chrono::milliseconds ask_again{300};

/// A deck that the server is rendering.
struct rendering {
    std::filesystem::path file;
    std::string path;  ///< Of the deck, in the API.
};

bool complain(const std::filesystem::path& about, const error& why) {
    std::fprintf(stderr, "%s: %s\n", about.c_str(), why.detail.c_str());
    return false;
}

/// Waits for one deck; the error is the lecturer's sentence about it.
result<void> await(const rest_client& api, const rendering& of) {
    const auto name = of.file.filename().string();
    progress_line line;
    for (;;) {
        const auto deck = api.get(of.path);
        if (!deck) return deck.error();
        if (deck->at("state") == "ready") return {};
        if (deck->at("state") == "failed") {
            const auto& why = deck->at("error");
            return {error_code::invalid, why.is_string() ? why.get<std::string>() : "failed"};
        }
        line.show(
            name + ": page " + std::to_string(deck->value("pages_done", 0)) + " of " +
            std::to_string(deck->value("pages", 0))
        );
        std::this_thread::sleep_for(ask_again);
    }
}

}  // namespace

bool upload_decks(
    const rest_client& api, const std::string& course, const std::vector<deck_upload>& decks,
    bool waits
) {
    bool is_complete = true;
    std::vector<rendering> under_way;
    const auto base = "/courses/" + percent_encoded(course);
    for (const auto& each : decks) {
        const auto name = percent_encoded(each.path.filename().string());
        const auto path = base + "/sessions/" + each.session + "/decks/" + name;
        const auto deck = api.put_file(path, each.path);
        if (!deck) {
            is_complete = complain(each.path, deck.error());
        } else if (deck->at("state") != "ready") {
            under_way.push_back({each.path, base + "/decks/" + deck->at("id").get<std::string>()});
        }
    }
    if (!waits) return is_complete;
    for (const auto& each : under_way) {
        const auto done = await(api, each);
        if (!done) is_complete = complain(each.file, done.error());
        if (done) std::printf("Deck %s is ready\n", each.file.filename().c_str());
    }
    return is_complete;
}

}  // namespace aula::cli
