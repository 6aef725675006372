#include "api/api_world.hpp"
#include "domain/view.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// A session that is live, with Ada in it.
struct live_session {
    live_session() {
        host = world.enter(world.socket(), course.session, somebody(99, "Host", role::organizer));
        ada = world.enter(
            world.socket(), course.session,
            somebody(course.attendee_id.value, "Ada Atim", role::attendee)
        );
        world.submit(host, asking(1, open_session{}));
        world.submit(host, asking(2, start_session{}));
        REQUIRE(api_world::wait([&] { return state()->life.phase() == session_phase::live; }));
    }
    std::shared_ptr<const session> state() { return world.state(course.session); }
    void say(std::uint32_t ref, const std::string& text) {
        world.submit(ada, asking(ref, post_chat{text}));
    }
    json get(const std::string& what, const credential& by) {
        return world.get(course.session_path() + what, by).body;
    }

    api_world world;
    course_with_people course{world};
    connection_number host = 0, ada = 0;
};

}  // namespace

TEST_CASE("a ticket stands for the person, the session and the page that asked") {
    live_session in;
    auto asked =
        in.world.request("POST", in.course.session_path() + "/tickets", in.course.lecturer);
    asked.headers.emplace_back("origin", "http://localhost:8080");
    const auto got = in.world.send(asked);
    CHECK(got.status == 201);
    CHECK(got.body["expires_in_ms"] == 30000);
    const auto admitted = in.world.doors().redeem(
        got.body["ticket"].get<std::string>(), in.course.session, "http://localhost:8080",
        in.world.clock().now()
    );
    REQUIRE(admitted);
    CHECK(admitted->who.text() == in.course.lecturer_id);
    CHECK(admitted->name == "Leo Lecturer");
    CHECK(admitted->as == role::lecturer);
    CHECK(admitted->login);
}

TEST_CASE("tickets are limited for each person") {
    auto rates = api_world::generous();
    rates.tickets_per_person = {.burst = 1, .per_second = 0.01};
    api_world world(rates);
    const course_with_people course(world);
    const auto path = course.session_path() + "/tickets";
    CHECK(world.post(path, json::object(), course.attendee).status == 201);
    CHECK(world.post(path, json::object(), course.attendee).status == 429);
    CHECK(world.post(path, json::object(), course.lecturer).status == 201);
}

TEST_CASE("older messages come page by page from the log, hidden ones without their text") {
    live_session in;
    for (std::uint32_t i = 1; i <= 5; ++i) in.say(i, "message " + std::to_string(i));
    REQUIRE(api_world::wait([&] {
        return in.get("/chat", in.course.attendee)["messages"].size() == 5;
    }));
    const auto all = in.get("/chat", in.course.attendee);
    CHECK(all["has_more"] == false);
    CHECK(all["messages"][0]["text"] == "message 1");
    CHECK(all["messages"][0]["who"] == in.course.attendee_id.text());

    const auto third = all["messages"][2]["seq"].get<seq_number>();
    in.world.submit(in.host, asking(10, hide_chat{third}));
    REQUIRE(api_world::wait([&] {
        return in.get("/chat", in.course.attendee)["messages"][2]["is_hidden"] == true;
    }));
    const auto before =
        in.get("/chat?limit=2&before=" + std::to_string(third + 1), in.course.attendee);
    CHECK(before["has_more"] == true);
    REQUIRE(before["messages"].size() == 2);
    CHECK(before["messages"][0]["text"] == "message 2");
    CHECK(before["messages"][1]["text"] == "");
    CHECK(in.get("/chat?before=0", in.course.attendee)["error"]["code"] == "invalid");
}

TEST_CASE("no page of the chat has a hidden word for any role, and each is what the view shows") {
    live_session in;
    for (std::uint32_t i = 1; i <= 12; ++i) in.say(i, "w" + std::to_string(i) + "z");
    REQUIRE(api_world::wait([&] { return in.state()->chat.recent().size() == 12; }));
    std::vector<std::string> hidden;
    for (const std::size_t at : {0U, 3U, 4U, 11U}) {
        const auto message = in.state()->chat.recent().at(at);
        hidden.push_back(message.text);
        in.world.submit(
            in.host, asking(100 + static_cast<std::uint32_t>(at), hide_chat{message.seq})
        );
        REQUIRE(api_world::wait([&] { return in.state()->chat.is_hidden(message.seq); }));
    }
    const auto state = in.state();
    const auto shown = view(*state, audience_class::everyone).chat.messages;
    for (const auto& by :
         {in.course.attendee, in.course.moderator, in.course.lecturer, in.course.organizer}) {
        std::size_t next = 0;
        const auto all = in.get("/chat", by);
        for (const auto& each : all["messages"]) {
            REQUIRE(next < shown.size());
            CHECK(each["text"] == shown[next].text);
            CHECK(each["is_hidden"] == shown[next].is_hidden);
            CHECK(each["name"] == shown[next].name);
            ++next;
        }
        CHECK(next == shown.size());
        for (seq_number before = 1; before <= state->last_seq + 1; ++before) {
            const auto page = in.get("/chat?limit=3&before=" + std::to_string(before), by).dump();
            for (const auto& word : hidden) CHECK(page.find(word) == std::string::npos);
        }
    }
}

TEST_CASE("staff see who is here, page by page, by id") {
    live_session in;
    const auto all = in.get("/people", in.course.moderator);
    CHECK(all["total"] == 2);
    CHECK(all["next"] == nullptr);
    REQUIRE(all["people"].size() == 2);
    CHECK(all["people"][0]["name"] == "Ada Atim");
    CHECK(all["people"][0]["is_muted"] == false);
    const auto first = in.get("/people?limit=1", in.course.moderator);
    CHECK(first["next"] == in.course.attendee_id.text());
    const auto second =
        in.get("/people?limit=1&after=" + in.course.attendee_id.text(), in.course.moderator);
    CHECK(second["people"][0]["name"] == "Host");
    CHECK(second["next"] == nullptr);
    in.world.leave(in.ada);
    REQUIRE(api_world::wait([&] { return in.get("/people", in.course.moderator)["total"] == 1; }));
}

TEST_CASE("the room's page says what the session is, and who you are") {
    live_session in;
    const auto room = in.get("", in.course.attendee);
    CHECK(room["key"] == "mon-1");
    CHECK(room["phase"] == "live");
    CHECK(room["decks"] == json::array());
    CHECK(room["you"]["id"] == in.course.attendee_id.text());
    CHECK_FALSE(in.get("", the_operator).contains("you"));
}
