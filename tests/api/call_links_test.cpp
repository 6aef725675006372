#include "api/api_world.hpp"

using namespace aula;
using namespace aula::test;

namespace {

const std::string zoom = "https://zoom.us/j/93812345678?pwd=secret";
const std::string bbb = "https://bbb.example/rooms/abc-def";

/// A course whose first session has a link, with Ada in its room.
struct linked_session {
    linked_session() {
        world.enter(
            ada, course.session, somebody(course.attendee_id.value, "Ada Atim", role::attendee)
        );
        REQUIRE(give(zoom).status == 200);
    }
    said give(const json& url) {
        return world.patch(course.session_path(), {{"call_url", url}}, course.organizer);
    }
    json link_for(const credential& by) {
        return world.get(course.session_path(), by).body["call_url"];
    }
    bool is_told(const std::optional<std::string>& url) {
        return ada.wait([&](const auto& all) {
            const auto changes = events<call_changed>(all);
            return !changes.empty() && changes.back().call_url == url;
        });
    }

    api_world world;
    course_with_people course{world};
    recording_sink& ada = world.socket();
};

}  // namespace

TEST_CASE("people in a room are told of another link to the call at once, and newcomers find it") {
    linked_session in;
    CHECK(in.is_told(zoom));
    CHECK(in.give(bbb).body["call_url"] == bbb);
    CHECK(in.is_told(bbb));
    auto& late = in.world.socket();
    in.world.enter(late, in.course.session, somebody(77, "Late", role::attendee));
    REQUIRE(late.wait([](const auto& all) { return !only<welcome>(all).empty(); }));
    CHECK(only<welcome>(late.all()).front().view.call.url == bbb);
    CHECK(in.give("").body["call_url"] == "");
    CHECK(in.is_told(std::nullopt));
    CHECK(in.link_for(in.course.attendee) == "");
}

TEST_CASE("a change that does not name the link leaves it, and tells nobody") {
    linked_session in;
    REQUIRE(in.is_told(zoom));
    const auto changed =
        in.world.patch(in.course.session_path(), {{"title", "Sugars"}}, in.course.organizer);
    CHECK(changed.body["call_url"] == zoom);
    CHECK(in.give(zoom).status == 200);
    CHECK(in.give(bbb).status == 200);
    REQUIRE(in.is_told(bbb));
    CHECK(events<call_changed>(in.ada.all()).size() == 2);
}

TEST_CASE("only people of the course get the link to the call") {
    linked_session in;
    const course_with_people other(in.world, "other");
    for (const auto& one : {in.course.attendee, in.course.moderator, in.course.lecturer}) {
        CHECK(in.link_for(one) == zoom);
    }
    CHECK(in.link_for(in.course.organizer) == zoom);
    CHECK(in.link_for(the_operator) == zoom);

    const auto gets_link = [&](const std::string& path, const credential& by) {
        return in.world.get(path, by).raw.body.find("zoom.us") != std::string::npos;
    };
    for (const auto& by : {nobody, other.attendee, other.organizer}) {
        CHECK_FALSE(gets_link(in.course.session_path(), by));
        CHECK_FALSE(gets_link(in.course.path + "/document", by));
    }
    for (const auto& by : {nobody, other.organizer, in.course.attendee, in.course.organizer}) {
        CHECK_FALSE(gets_link("/api/v1/courses", by));
        CHECK_FALSE(gets_link(in.course.path, by));
    }
    CHECK_FALSE(gets_link(in.course.path + "/document", in.course.attendee));
    CHECK(gets_link(in.course.path + "/document", in.course.organizer));
}

TEST_CASE("who was removed from the course gets no link to the call any more") {
    linked_session in;
    const auto removed = in.world.patch(
        in.course.path + "/registrations/" + in.course.attendee_id.text(), {{"status", "removed"}},
        in.course.organizer
    );
    REQUIRE(removed.status == 200);
    CHECK(in.ada.wait_for_close() == close_code::removed);
    CHECK(in.give(bbb).status == 200);
    const auto asked = in.world.get(in.course.session_path(), in.course.attendee);
    CHECK(asked.status != 200);
    CHECK(asked.raw.body.find("https://") == std::string::npos);
}

TEST_CASE("only organizers give a session its link to the call") {
    linked_session in;
    for (const auto& by : {nobody, in.course.attendee, in.course.moderator, in.course.lecturer}) {
        const auto asked = in.world.patch(in.course.session_path(), {{"call_url", bbb}}, by);
        CHECK((asked.status == 401 || asked.status == 403));
    }
    CHECK(in.link_for(in.course.organizer) == zoom);
}

TEST_CASE("what is no https address is refused with its field, and changes nothing") {
    linked_session in;
    const json session{
        {"key", "new"},
        {"title", "New"},
        {"starts", "2026-12-02T09:00"},
        {"ends", "2026-12-02T10:00"}
    };
    for (const json& url : {
             json("javascript:alert(1)"),
             json("http://zoom.us/j/1"),
             json("zoom.us/j/1"),
             json("https://a:b@zoom.us/"),
             json("https://zoom.us/\u202e1"),
             json("https://"),
             json("https://zoom.us/" + std::string(1000, 'x')),
             json(7),
             json::array({"https://zoom.us"}),
         }) {
        CAPTURE(url.dump());
        const auto patched = in.world.patch(
            in.course.session_path(), {{"title", "Other"}, {"call_url", url}}, in.course.organizer
        );
        CHECK(patched.status == 400);
        CHECK(patched.field() == "call_url");
        auto added = session;
        added["call_url"] = url;
        const auto posted = in.world.post(in.course.path + "/sessions", added, in.course.organizer);
        CHECK(posted.status == 400);
        CHECK(posted.field() == "call_url");
        auto document = small_course();
        document["sessions"][1]["call_url"] = url;
        const auto put = in.world.put(in.course.path, document, in.course.organizer);
        CHECK(put.status == 400);
        CHECK(put.field() == "sessions[1].call_url");
    }
    const auto there = in.world.get(in.course.session_path(), in.course.organizer).body;
    CHECK(there["call_url"] == zoom);
    CHECK(there["title"] == "Glycans");
    CHECK(in.world.get(in.course.path).body["sessions"].size() == 2);
}

TEST_CASE("a new session can have a link to a call from the start") {
    linked_session in;
    const json session{
        {"key", "new"},
        {"title", "New"},
        {"starts", "2026-12-02T09:00"},
        {"ends", "2026-12-02T10:00"},
        {"call_url", "  " + bbb + " "}
    };
    const auto added = in.world.post(in.course.path + "/sessions", session, in.course.organizer);
    CHECK(added.status == 201);
    CHECK(added.body["call_url"] == bbb);
    const auto path = in.course.path + "/sessions/new";
    CHECK(in.world.get(path, in.course.attendee).body["call_url"] == bbb);
}

TEST_CASE("a course's document gives, keeps and takes away links to calls, also under people's eyes"
) {
    linked_session in;
    const auto document_of = [&] {
        return in.world.get(in.course.path + "/document", in.course.organizer).body;
    };
    auto document = document_of();
    CHECK(document["sessions"][0]["call_url"] == zoom);
    CHECK_FALSE(document["sessions"][1].contains("call_url"));

    document["sessions"][0]["call_url"] = bbb;
    document["sessions"][1]["call_url"] = zoom;
    CHECK(in.world.put(in.course.path, document, in.course.organizer).status == 200);
    CHECK(in.is_told(bbb));
    CHECK(document_of() == document);

    auto silent = small_course();
    CHECK(in.world.put(in.course.path, silent, in.course.organizer).status == 200);
    CHECK(document_of()["sessions"][0]["call_url"] == bbb);
    CHECK(document_of()["sessions"][1]["call_url"] == zoom);

    silent["sessions"][0]["call_url"] = "";
    const auto saved = in.world.put(in.course.path, silent, in.course.organizer);
    CHECK(saved.raw.body.find("zoom.us") == std::string::npos);
    CHECK(in.is_told(std::nullopt));
    CHECK_FALSE(document_of()["sessions"][0].contains("call_url"));
    CHECK(document_of()["sessions"][1]["call_url"] == zoom);
}

TEST_CASE("a course can be made with links to calls") {
    api_world world;
    auto document = small_course();
    document["sessions"][1]["call_url"] = zoom;
    REQUIRE(world.post("/api/v1/courses", document, the_operator).status == 201);
    const auto path = std::string("/api/v1/courses/immunology/sessions/");
    CHECK(world.get(path + "mon-1", the_operator).body["call_url"] == "");
    CHECK(world.get(path + "mon-2", the_operator).body["call_url"] == zoom);
}
