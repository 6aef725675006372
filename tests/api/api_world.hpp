#pragma once

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "api/api.hpp"
#include "api/call.hpp"
#include "auth/secrets.hpp"
#include "auth/tickets.hpp"
#include "base/json.hpp"
#include "decks/deck_renderer.hpp"
#include "decks/page_fetcher.hpp"
#include "live/live_world.hpp"
#include "store/tokens.hpp"

namespace aula::test {

using nlohmann::json;

/// Who sends a request, as its headers show it.
struct credential {
    std::string cookie;  ///< The secret of a login.
    std::string bearer;
    bool is_operator = false;
};
inline const credential nobody{};
inline const credential the_operator{{}, {}, true};

struct said {
    int status = 0;
    json body;  ///< Null when it is not JSON.
    http_response raw;

    std::string header(std::string_view name) const {
        const auto at = std::ranges::find(raw.headers, name, [](const auto& h) { return h.first; });
        return at == raw.headers.end() ? "" : at->second;
    }
    /// The secret in `Set-Cookie: aula=…;`.
    std::string cookie() const {
        const auto text = header("set-cookie");
        return text.substr(text.find('=') + 1, text.find(';') - text.find('=') - 1);
    }
    std::string code() const { return body.at("error").at("code"); }
    std::string field() const { return body.at("error").value("field", ""); }
};

/// The whole API over a real store, real rooms and a real renderer, without the network.
class api_world {
public:
    static constexpr const char* public_url = "http://127.0.0.1:8080";

    /// Puts something between the world and its store.
    using store_wrapper = std::function<std::unique_ptr<store>(std::unique_ptr<store>)>;

    /// `copies`: bytes of pages that are copied from the shelf, as from a shared one; 0 is none.
    explicit api_world(
        const api_rates& rates = generous(), std::uint64_t copies = 0,
        const store_wrapper& wrap = [](std::unique_ptr<store> kept) { return kept; }
    )
        : kept_(wrap(open_store(folder_.path()))),
          page_cache_(folder_.path() / "deck-cache", copies) {
        shards_.push_back(std::make_unique<shard>(0));
        shards_.push_back(std::make_unique<shard>(1));
        hall_ = std::make_unique<hall>(shards_, *kept_, clock_, quick_settings());
        must(shelf_.prepare());
        api_settings settings;
        settings.public_url = public_url;
        settings.addresses = {.listen = "127.0.0.1:8080", .url = public_url, .metrics = {}};
        settings.data_folder = folder_.path();
        settings.grace = milliseconds{150};
        settings.rates = rates;
        must(page_cache_.prepare());
        api_parts parts{
            *kept_,  *hall_, doors_, renderer_, shelf_, clock_, [this] { ++letters_queued; },
            settings
        };
        if (copies > 0) parts.copies = &page_copies_;
        api_ = std::make_unique<api>(parts, std::span<const embedded_file>{});
        for (auto& each : shards_) each->start();
        hall_->start();
    }
    ~api_world() {
        hall_->drain(milliseconds{0});
        renderer_.stop();
        for (auto& each : shards_) each->stop();
        kept_->stop();
    }
    api_world(const api_world&) = delete;
    api_world& operator=(const api_world&) = delete;

    static api_rates generous() {
        const rate many{1e6, 1e6};
        return {many, many, many, many, many, many, many};
    }

    http_request request(std::string method, std::string_view target, const credential& by) {
        http_request out;
        out.method = std::move(method);
        const auto question = target.find('?');
        out.path = std::string(target.substr(0, question));
        if (question != std::string_view::npos) read_query(out, target.substr(question + 1));
        out.peer = "192.0.2.1";
        out.is_local_operator = by.is_operator;
        if (!by.bearer.empty()) out.headers.emplace_back("authorization", "Bearer " + by.bearer);
        if (!by.cookie.empty()) out.headers.emplace_back("cookie", "aula=" + by.cookie);
        out.headers.emplace_back("sec-fetch-site", "same-origin");
        return out;
    }

    /// Begins to answer; the request must stay until there is an answer.
    std::future<http_response> begin(http_request& asked) {
        return boost::asio::co_spawn(
            shards_[0]->io(), api_->respond(asked), boost::asio::use_future
        );
    }

    /// What the API says to the head alone.
    http_admission admit(http_request& asked) {
        return boost::asio::co_spawn(shards_[0]->io(), api_->admit(asked), boost::asio::use_future)
            .get();
    }

    said send(http_request& asked) {
        auto answered = begin(asked);
        said out;
        out.raw = answered.get();
        out.status = out.raw.status;
        out.body = json::parse(out.raw.body, nullptr, false);
        if (out.body.is_discarded()) out.body = nullptr;
        return out;
    }

    said get(std::string_view target, const credential& by = nobody) {
        auto asked = request("GET", target, by);
        return send(asked);
    }
    said send_json(
        std::string method, std::string_view target, const json& body, const credential& by
    ) {
        auto asked = request(std::move(method), target, by);
        asked.headers.emplace_back("content-type", "application/json");
        asked.body = body.dump();
        return send(asked);
    }
    said post(std::string_view target, const json& body, const credential& by = nobody) {
        return send_json("POST", target, body, by);
    }
    said put(std::string_view target, const json& body, const credential& by) {
        return send_json("PUT", target, body, by);
    }
    said patch(std::string_view target, const json& body, const credential& by) {
        return send_json("PATCH", target, body, by);
    }
    said remove(std::string_view target, const credential& by, const json& body = nullptr) {
        if (!body.is_null()) return send_json("DELETE", target, body, by);
        auto asked = request("DELETE", target, by);
        return send(asked);
    }
    said upload(std::string_view target, std::string_view file, const credential& by) {
        auto asked = request("PUT", target, by);
        asked.body_bytes = file.size();
        asked.body_file = folder_.write("tmp/upload-" + std::to_string(++uploads_), file);
        return send(asked);
    }

    /// Opens a join link in a fresh browser.
    credential open(const json& link) {
        const auto text = link.get<std::string>();
        const auto opened = post("/api/v1/logins", {{"token", text.substr(text.find('#') + 1)}});
        REQUIRE(opened.status == 200);
        return {opened.cookie(), {}, false};
    }

    /// Waits, at most ten seconds, until `holds` does.
    template <class Holds>
    static bool wait(Holds holds) {
        for (int i = 0; i < 1000; ++i) {
            if (holds()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }

    std::shared_ptr<const session> state(session_id of) {
        auto found = state_in(*hall_, of);
        return boost::asio::co_spawn(shards_[0]->io(), std::move(found), boost::asio::use_future)
            .get();
    }

    /// Runs it on the first shard and waits.
    template <class Work>
    auto on_first(Work work) {
        std::promise<std::invoke_result_t<Work&, live_shard&>> promised;
        auto future = promised.get_future();
        hall_->post(0, [&](live_shard& part) { promised.set_value(work(part)); });
        return future.get();
    }

    /// Runs it on the second shard, and does not wait.
    void on_second(std::function<void(live_shard&)> work) { hall_->post(1, std::move(work)); }

    /// A connection's other end, for `enter`. Stays until the rooms that write to it are gone.
    recording_sink& socket() { return sinks_.emplace_back(); }

    /// Somebody comes in by a connection of their own, on the first shard.
    connection_number enter(recording_sink& to, session_id where, viewer who) {
        return on_first([&](live_shard& part) { return part.enter(to, where, std::move(who)); });
    }
    void submit(connection_number from, request_frame asked) {
        on_first([&](live_shard& part) {
            part.submit(from, std::move(asked));
            return true;
        });
    }
    void leave(connection_number from) {
        on_first([&](live_shard& part) {
            part.leave(from, leave_reason::left);
            return true;
        });
    }

    store& kept() { return *kept_; }
    tickets& doors() { return doors_; }
    const deck_shelf& shelf() const { return shelf_; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    page_cache& copies() { return page_cache_; }
    const server_clock& clock() const { return clock_; }
    api& all() { return *api_; }
    shard& first_shard() { return *shards_[0]; }
    std::atomic<int> letters_queued = 0;

private:
    static boost::asio::awaitable<std::shared_ptr<const session>> state_in(
        hall& all, session_id of
    ) {
        auto found = co_await all.state(of);
        co_return must(std::move(found));
    }
    static void read_query(http_request& into, std::string_view text) {
        while (!text.empty()) {
            const auto one = text.substr(0, text.find('&'));
            const auto equals = one.find('=');
            into.query.emplace_back(one.substr(0, equals), one.substr(equals + 1));
            text.remove_prefix(std::min(text.size(), one.size() + 1));
        }
    }

    temporary_folder folder_;
    server_clock clock_;
    std::deque<recording_sink> sinks_;
    std::unique_ptr<store> kept_;
    tickets doors_;
    deck_shelf shelf_{folder_.path()};
    deck_renderer renderer_{shelf_};
    page_cache page_cache_;
    shard_set shards_;
    page_fetcher page_copies_{page_cache_, shelf_.decks()};
    std::unique_ptr<hall> hall_;
    std::unique_ptr<api> api_;
    int uploads_ = 0;
};

/// The document of a small course.
inline json small_course(const std::string& slug = "immunology") {
    return {
        {"slug", slug},
        {"title", "Cutting-edge immunology"},
        {"summary", "From chemistry to metabolism"},
        {"description", "A week of lectures."},
        {"zone", "Europe/Amsterdam"},
        {"language", "en"},
        {"capacity", 3},
        {"consent", "Minutes are kept for a year."},
        {"organizer", "LUMC"},
        {"attendance", {{"minimum_percent", 80}}},
        {"people", json::array(
                       {{{"key", "org"}, {"name", "Olga Organizer"}, {"role", "organizer"}},
                        {{"key", "leo"}, {"name", "Leo Lecturer"}, {"role", "lecturer"}},
                        {{"key", "mo"}, {"name", "Mo Moderator"}, {"role", "moderator"}}}
                   )},
        {"sessions", json::array(
                         {{{"key", "mon-1"},
                           {"title", "Glycans"},
                           {"summary", "Sugars on cells."},
                           {"lecturer", "leo"},
                           {"starts", "2026-11-30T09:00:00"},
                           {"ends", "2026-11-30T09:45:00"}},
                          {{"key", "mon-2"},
                           {"title", "Proteases"},
                           {"summary", ""},
                           {"starts", "2026-11-30T10:30:00"},
                           {"ends", "2026-11-30T11:15:00"}}}
                     )},
    };
}

inline json application_of(const std::string& name, const std::string& email) {
    return {
        {"name", name},    {"email", email},  {"institution", "Makerere University"},
        {"country", "UG"}, {"consent", true},
    };
}

/// A course with one person of each role, all of them logged in.
struct course_with_people {
    explicit course_with_people(api_world& world, const std::string& slug = "immunology")
        : path("/api/v1/courses/" + slug) {
        const auto saved = world.post("/api/v1/courses", small_course(slug), the_operator);
        REQUIRE(saved.status == 201);
        organizer = world.open(saved.body["people"][0]["join_link"]);
        lecturer = world.open(saved.body["people"][1]["join_link"]);
        moderator = world.open(saved.body["people"][2]["join_link"]);
        lecturer_id = saved.body["people"][1]["id"];
        session = *session_id::parse(saved.body["sessions"][0]["id"].get<std::string>());
        const auto registered =
            world.post(path + "/registrations", application_of("Ada Atim", "ada@example.org"));
        REQUIRE(registered.status == 201);
        attendee_link = registered.body["join_link"];
        attendee = world.open(attendee_link);
        attendee_id =
            *participant_id::parse(registered.body["participant"]["id"].get<std::string>());
    }

    std::string session_path() const { return path + "/sessions/" + session.text(); }

    std::string path;
    credential organizer, lecturer, moderator, attendee;
    session_id session;
    json attendee_link;
    participant_id attendee_id;
    std::string lecturer_id;
};

}  // namespace aula::test
