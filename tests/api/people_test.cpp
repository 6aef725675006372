#include "api/api_world.hpp"
#include "store/mails.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct running_course {
    running_course() {
        world.enter(
            socket, course.session, somebody(course.attendee_id.value, "Ada Atim", role::attendee)
        );
        REQUIRE(api_world::wait([&] { return person_there() != nullptr; }));
    }
    /// Ada as the room knows her.
    std::optional<aula::person> ada() {
        state = world.state(course.session);
        const auto* found = state->people.find(course.attendee_id);
        return found == nullptr ? std::nullopt : std::optional(*found);
    }
    const aula::person* person_there() {
        state = world.state(course.session);
        return state->people.find(course.attendee_id);
    }
    said change(const json& body) { return world.patch(path, body, course.organizer); }
    /// Rooms are told while a session is open; a scheduled one reads the roster when people come.
    void open() {
        const auto host =
            world.enter(world.socket(), course.session, somebody(99, "Host", role::organizer));
        world.submit(host, asking(1, open_session{}));
        REQUIRE(api_world::wait([&] {
            return world.get(course.session_path(), course.organizer).body["phase"] == "open";
        }));
        world.leave(host);
    }

    api_world world;
    course_with_people course{world};
    std::string path = course.path + "/registrations/" + course.attendee_id.text();
    recording_sink& socket = world.socket();
    std::shared_ptr<const session> state;
};

}  // namespace

TEST_CASE("a change of role reaches an open room, the roster and the next ticket") {
    running_course in;
    in.open();
    const auto ticket =
        in.world.post(in.course.session_path() + "/tickets", json::object(), in.course.attendee);
    const auto changed = in.change({{"role", "moderator"}});
    CHECK(changed.status == 200);
    CHECK(changed.body["role"] == "moderator");
    CHECK(in.ada()->role == role::moderator);
    CHECK(in.world.get(in.course.session_path() + "/people", in.course.attendee).status == 200);
    // A ticket from before would still bring the old role.
    CHECK_FALSE(in.world.doors().redeem(
        ticket.body["ticket"].get<std::string>(), in.course.session, api_world::public_url,
        in.world.clock().now()
    ));
}

TEST_CASE("a removed person is out of the room, the course and the roster's places") {
    running_course in;
    in.open();
    const auto changed = in.change({{"status", "removed"}});
    CHECK(changed.status == 200);
    CHECK(changed.body["status"] == "removed");
    CHECK(in.socket.wait_for_close() == close_code::removed);
    CHECK(in.ada()->is_removed);
    CHECK(in.world.get(in.course.session_path(), in.course.attendee).status == 401);
    CHECK(in.world.get(in.course.path).body["registered"] == 0);
    const auto link = in.course.attendee_link.get<std::string>();
    const auto token = link.substr(link.find('#') + 1);
    CHECK(in.world.post("/api/v1/logins", {{"token", token}}).status == 404);
    CHECK(
        in.world.post(in.path + "/invitations", json::object(), in.course.organizer).status == 409
    );
}

TEST_CASE("a role counts in a room before its doors open, too") {
    running_course in;
    auto& socket = in.world.socket();
    const auto lecturer = *participant_id::parse(in.course.lecturer_id);
    const auto desk = in.world.enter(
        socket, in.course.session, somebody(lecturer.value, "Leo Lecturer", role::lecturer)
    );
    const auto role_there = [&] {
        in.state = in.world.state(in.course.session);
        const auto* found = in.state->people.find(lecturer);
        return found == nullptr ? std::nullopt : std::optional(found->role);
    };
    REQUIRE(api_world::wait([&] { return role_there() == role::lecturer; }));
    const auto path = in.course.path + "/registrations/" + in.course.lecturer_id;
    CHECK(in.world.patch(path, {{"role", "attendee"}}, in.course.organizer).status == 200);
    CHECK(role_there() == role::attendee);
    in.world.submit(desk, asking(1, open_session{}));
    REQUIRE(socket.wait([](const auto& all) { return !only<refused>(all).empty(); }));
    CHECK(only<refused>(socket.all()).front().reason == refusal::not_permitted);
}

TEST_CASE("whoever uses an old ticket while their role changes does not keep the old role") {
    running_course in;
    // A room on the shard that is not kept busy below.
    const auto all = in.world.get(in.course.path, in.course.organizer).body["sessions"];
    session_id where;
    for (const auto& one : all) {
        const auto id = *session_id::parse(one["id"].get<std::string>());
        if (id.value % 2 == 0) where = id;
    }
    REQUIRE(where);
    const auto path = in.course.path + "/registrations/" + in.course.lecturer_id;
    const auto lecturer = *participant_id::parse(in.course.lecturer_id);
    const auto before = in.world.doors().revision();
    std::atomic<bool> is_answered{false};
    auto& socket = in.world.socket();
    // On the other shard somebody has shown their ticket, and is slow to take their seat.
    in.world.on_second([&](live_shard& part) {
        api_world::wait([&] { return in.world.doors().revision() != before; });
        for (int i = 0; i < 30 && !is_answered; ++i) {
            std::this_thread::sleep_for(milliseconds{10});
        }
        part.enter(socket, where, somebody(lecturer.value, "Leo Lecturer", role::lecturer));
    });
    CHECK(in.world.patch(path, {{"role", "attendee"}}, in.course.organizer).status == 200);
    is_answered = true;
    REQUIRE(api_world::wait([&] {
        in.state = in.world.state(where);
        return in.state->people.find(lecturer) != nullptr;
    }));
    CHECK(in.state->people.find(lecturer)->role == role::attendee);
}

TEST_CASE("a name is cleaned when it is changed, and nonsense is refused") {
    running_course in;
    CHECK(in.change({{"name", "  Ada \u202eAtim "}}).body["name"] == "Ada Atim");
    CHECK(in.change({{"name", "\u200b"}}).field() == "name");
    CHECK(in.change({{"role", "king"}}).field() == "role");
    CHECK(in.change({{"status", "gone"}}).field() == "status");
    CHECK(in.change({{"email", "x@example.org"}}).field() == "email");
}

TEST_CASE("nobody is given a name that looks like one of the staff's, by whichever way") {
    running_course in;
    const auto look_alike = "L\u0435o  LECTURER";  // a Cyrillic e
    CHECK(in.change({{"name", look_alike}}).field() == "name");
    CHECK(in.change({{"name", look_alike}, {"role", "moderator"}}).status == 200);
    CHECK(in.change({{"name", "Ada Atim"}, {"role", "attendee"}}).status == 200);

    const auto roster = [&](const json& person) {
        return in.world.post(in.course.path + "/roster", json::array({person}), in.course.organizer)
            .status;
    };
    CHECK(roster({{"name", look_alike}, {"external_id", "42"}}) == 400);
    CHECK(roster({{"name", look_alike}, {"email", "ada@example.org"}}) == 400);
    CHECK(roster({{"name", look_alike}, {"external_id", "42"}, {"role", "moderator"}}) == 200);
    auto document = small_course();
    document["people"].push_back({{"key", "x"}, {"name", look_alike}, {"role", "attendee"}});
    CHECK(in.world.put(in.course.path, document, in.course.organizer).status == 400);
}

TEST_CASE("who was called so before one of the staff came keeps the name, and may be told apart") {
    running_course in;
    const json lecturer = {{"name", "Ada Atim"}, {"external_id", "7"}, {"role", "lecturer"}};
    const json as_before = {{"name", "Ada Atim"}, {"email", "ada@example.org"}};
    const auto path = in.course.path + "/roster";
    CHECK(in.world.post(path, json::array({lecturer}), in.course.organizer).status == 200);
    CHECK(in.world.post(path, json::array({as_before}), in.course.organizer).status == 200);
    CHECK(in.change({{"name", "Ada B. Atim"}}).status == 200);
}

TEST_CASE("the last organizer cannot leave") {
    running_course in;
    const auto me = in.world.get("/api/v1/me", in.course.organizer).body["participants"][0]["id"];
    const auto path = in.course.path + "/registrations/" + me.get<std::string>();
    CHECK(in.world.patch(path, {{"role", "lecturer"}}, in.course.organizer).status == 409);
    CHECK(in.world.patch(path, {{"status", "removed"}}, in.course.organizer).status == 409);
    CHECK(in.change({{"role", "organizer"}}).status == 200);
    CHECK(in.world.patch(path, {{"role", "lecturer"}}, in.course.organizer).status == 200);
}

TEST_CASE("an invitation is a new link; the old one and what it let in are dead, open rooms too") {
    running_course in;
    const auto made = in.world.post(in.path + "/invitations", json::object(), in.course.organizer);
    CHECK(made.status == 200);
    CHECK(made.body["mailed"] == true);
    const auto old = in.course.attendee_link.get<std::string>();
    const auto token = old.substr(old.find('#') + 1);
    CHECK(in.world.post("/api/v1/logins", {{"token", token}}).status == 404);
    CHECK(in.world.get(in.course.session_path(), in.course.attendee).status == 401);
    CHECK(in.socket.wait_for_close() == close_code::logged_out);
    const auto browser = in.world.open(made.body["join_link"]);
    CHECK(in.world.get(in.course.session_path(), browser).status == 200);
    const auto letters = must(read(in.world.kept(), [](database& db) {
        return mails::due(db, timestamp::max(), 100);
    }));
    const auto link = made.body["join_link"].get<std::string>();
    CHECK(letters.back().body.find(link) != std::string::npos);
}

TEST_CASE("a roster adds people with links and updates those who are there") {
    running_course in;
    in.open();
    const json roster = json::array({
        {{"name", "Ben Okello"}, {"email", "ben@example.org"}, {"external_id", "42"}},
        {{"name", "Ada A. Atim"}, {"email", "ADA@example.org"}, {"role", "moderator"}},
    });
    const auto saved = in.world.post(in.course.path + "/roster", roster, in.course.organizer);
    CHECK(saved.status == 200);
    REQUIRE(saved.body["people"].size() == 2);
    CHECK(saved.body["people"][0]["external_id"] == "42");
    CHECK(saved.body["people"][1]["id"] == in.course.attendee_id.text());
    CHECK_FALSE(saved.body["people"][1].contains("join_link"));
    CHECK(in.ada()->role == role::moderator);
    const auto ben = in.world.open(saved.body["people"][0]["join_link"]);
    CHECK(in.world.get("/api/v1/me", ben).body["participants"][0]["name"] == "Ben Okello");

    const json renamed = json::array({{{"name", "Benjamin Okello"}, {"external_id", "42"}}});
    in.world.post(in.course.path + "/roster", renamed, in.course.organizer);
    CHECK(in.world.get("/api/v1/me", ben).body["participants"][0]["name"] == "Benjamin Okello");
}

TEST_CASE("a roster with one mistake changes nothing, and the mistake is named with its line") {
    running_course in;
    const json roster = json::array({
        {{"name", "Ben Okello"}, {"email", "ben@example.org"}},
        {{"name", "Cem Demir"}, {"email", "cem"}},
    });
    const auto refused = in.world.post(in.course.path + "/roster", roster, in.course.organizer);
    CHECK(refused.status == 400);
    CHECK(refused.field() == "[1].email");
    const auto page = in.world.get(in.course.path + "/registrations", in.course.organizer).body;
    CHECK(page["total"] == 4);
    const json too_many(1001, {{"name", "x"}});
    CHECK(in.world.post(in.course.path + "/roster", too_many, in.course.organizer).status == 400);
}

TEST_CASE("a roster that would turn somebody into somebody else changes nothing and says why") {
    running_course in;
    const auto path = in.course.path + "/roster";
    const auto entry = [](const char* name, const char* email, const char* number) {
        return json{{"name", name}, {"email", email}, {"external_id", number}};
    };
    const auto post = [&](const json& roster) {
        return in.world.post(path, roster, in.course.organizer);
    };
    REQUIRE(post(json::array({entry("Li, Mary-Jane", "mj@example.org", "9")})).status == 200);
    const auto page = [&] {
        return in.world.get(in.course.path + "/registrations", in.course.organizer).body;
    };
    const auto before = page();
    const auto refused = [&](const json& roster, int status, const std::string& code) {
        const auto said = post(roster);
        CHECK(said.status == status);
        CHECK(said.code() == code);
        CHECK(page() == before);
        return said;
    };
    const auto ben = entry("Ben Okello", "ben@example.org", "1");

    const auto shouted =
        refused(json::array({ben, entry("Cem", " BEN@Example.org\t", "2")}), 400, "repeated_email");
    CHECK(shouted.field() == "[1].email");
    CHECK(shouted.body["error"]["other"] == "[0].email");
    // A blank that is not ASCII's, and a mark that nobody sees, make no other number.
    const auto unseen = entry("Cem", "cem@example.org", "\u00a01\u200b");
    CHECK(refused(json::array({ben, unseen}), 400, "repeated_number").field() == "[1].external_id");
    const json nameless{{"name", "Wei"}, {"email", "mj@example.org"}};
    refused(
        json::array({json{{"name", "Li, Mary-Jane"}, {"external_id", "9"}}, nameless}), 400,
        "repeated_person"
    );
    const auto crossed =
        refused(json::array({ben, entry("Li", "ada@example.org", "9")}), 409, "two_people");
    CHECK(crossed.field() == "[1].email");
    CHECK(crossed.body["error"]["names"] == json::array({"Li, Mary-Jane", "Ada Atim"}));
    refused(json::array({ben, entry("Wei", "mj@example.org", "10")}), 409, "other_number");
    refused(json::array({ben, entry("Wei", "wei@example.org", "9")}), 409, "other_person");

    const auto corrected = post(json::array({ben, entry("Mary-Jane Li", "mary@example.org", "9")}));
    CHECK(corrected.status == 200);
    CHECK_FALSE(corrected.body["people"][1].contains("join_link"));
}

TEST_CASE("a dry run of a roster finds what is wrong, and changes nothing when nothing is") {
    running_course in;
    const auto path = in.course.path + "/roster";
    const json ben = {{"name", "Ben Okello"}, {"email", "ben@example.org"}};
    const auto total = [&] {
        return in.world.get(in.course.path + "/registrations", in.course.organizer).body["total"];
    };
    CHECK(
        in.world.post(path + "?dry_run=true", json::array({ben}), in.course.organizer).status == 204
    );
    CHECK(
        in.world.post(path + "?dry_run=true", json::array({ben, ben}), in.course.organizer)
            .status == 400
    );
    CHECK(
        in.world.post(path + "?dry_run=yes", json::array({ben}), in.course.organizer).status == 400
    );
    CHECK(total() == 4);
    CHECK(in.world.post(path, json::array({ben}), in.course.organizer).status == 200);
    CHECK(total() == 5);
}

TEST_CASE("the people of a document are refused like those of a roster, with their places in it") {
    running_course in;
    auto document = small_course();
    document["people"][0]["email"] = "olga@example.org";
    document["people"][1]["email"] = "Olga@example.org";
    const auto twice = in.world.put(in.course.path, document, in.course.organizer);
    CHECK(twice.status == 400);
    CHECK(twice.code() == "repeated_email");
    CHECK(twice.field() == "people[1].email");
    CHECK(twice.body["error"]["other"] == "people[0].email");
    CHECK(in.world.post("/api/v1/courses", document, the_operator).status == 400);

    document["people"][1]["email"] = "ada@example.org";  // an attendee's
    document["people"][1]["role"] = "attendee";
    const auto crossed = in.world.put(in.course.path, document, in.course.organizer);
    CHECK(crossed.code() == "two_people");
    CHECK(crossed.field() == "people[1].email");
    document["people"][1] = {{"key", "new"}, {"name", "Ada"}, {"role", "lecturer"}};
    document["people"][1]["email"] = "ada@example.org";  // who has no number yet
    CHECK(in.world.put(in.course.path, document, in.course.organizer).status == 200);
    document["people"][1]["key"] = "newer";
    const auto renumbered = in.world.put(in.course.path, document, in.course.organizer);
    CHECK(renumbered.status == 409);
    CHECK(renumbered.code() == "other_number");
    CHECK(renumbered.field() == "people[1].key");
    CHECK(in.world.get(in.course.path).body["sessions"][0]["lecturer"] == "Leo Lecturer");
}

TEST_CASE("the roster is read page by page, and searched") {
    running_course in;
    const auto page = [&](const std::string& query) {
        return in.world.get(in.course.path + "/registrations" + query, in.course.organizer).body;
    };
    const auto first = page("?limit=3");
    CHECK(first["registrations"].size() == 3);
    CHECK(first["total"] == 4);
    const auto second = page("?limit=3&after=" + first["next"].get<std::string>());
    REQUIRE(second["registrations"].size() == 1);
    CHECK(second["next"] == nullptr);
    const auto ada = second["registrations"][0];
    CHECK(ada["email"] == "ada@example.org");
    CHECK(ada["status"] == "active");
    CHECK(ada["external_id"] == nullptr);
    CHECK(page("?q=atim")["registrations"] == json::array({ada}));
    CHECK(page("?q=atim")["total"] == 1);
    for (const auto* wrong : {"?limit=0", "?limit=201", "?limit=x", "?after=7"}) {
        CHECK(page(wrong)["error"]["code"] == "invalid");
    }
}

TEST_CASE("a token is shown once, works within its scope, and dies when it is revoked") {
    running_course in;
    const auto path = in.course.path + "/tokens";
    const auto made = in.world.post(
        path, {{"label", "student records"}, {"scopes", {"attendance:read"}}}, in.course.organizer
    );
    CHECK(made.status == 201);
    const credential program{{}, made.body["secret"], false};
    CHECK(in.world.get(in.course.path + "/attendance?table=counts", program).status == 200);
    const auto listed = in.world.get(path, in.course.organizer).body["tokens"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["label"] == "student records");
    CHECK(listed[0]["scopes"] == json::array({"attendance:read"}));
    CHECK(listed.dump().find(made.body["secret"].get<std::string>()) == std::string::npos);
    const auto id = made.body["id"].get<std::string>();
    CHECK(in.world.remove(path + "/" + id, in.course.organizer).status == 204);
    CHECK(in.world.get(in.course.path + "/attendance?table=counts", program).status == 401);
    for (const json& scopes :
         {json::array(), json::array({"all"}), json::array({"course:write", "course:write"})}) {
        const auto refused =
            in.world.post(path, {{"label", "x"}, {"scopes", scopes}}, in.course.organizer);
        CHECK(refused.field() == "scopes");
    }
}
