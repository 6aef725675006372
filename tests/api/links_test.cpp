#include "api/open_course.hpp"
#include "store/pending_links.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("an address that is registered is answered like a new one, and changes nobody") {
    open_course in;
    const auto fresh = in.apply(application_of("Ben Okello", "ben@example.org"));
    const auto again = in.apply(application_of("Somebody Else", "ADA@example.org"));
    CHECK(again.status == fresh.status);
    CHECK(again.body["participant"]["name"] == "Somebody Else");
    CHECK(again.body["participant"]["id"] != in.course.attendee_id.text());
    CHECK(in.status_of(again.body["join_link"]) == 404);
    const auto whole_list = in.world.get(in.path, in.course.organizer).body;
    CHECK(whole_list["total"] == 5);  // three of the staff, Ada, Ben
    // A person who is in stays in, and the link in use is still the same.
    CHECK(in.world.get(in.course.session_path(), in.course.attendee).status == 200);
    CHECK(in.name_behind(in.course.attendee_link) == "Ada Atim");
    const auto letter = in.letters().at(0);
    CHECK(letter.recipient == "ada@example.org");
    CHECK(letter.body.starts_with("Dear Ada Atim,\n"));
    CHECK(in.name_behind(link_in(letter.body)) == "Ada Atim");
}

TEST_CASE("no answer tells a stranger whether an address is registered, nor what its owner is") {
    open_course in;
    REQUIRE(in.apply(application_of("Rem Oved", "rem@example.org")).status == 201);
    const auto list = in.world.get(in.path + "?q=rem", in.course.organizer).body["registrations"];
    REQUIRE(in.change(list[0]["id"], {{"status", "removed"}}).status == 200);
    const json staff = json::array(
        {{{"name", "Lena Late"}, {"email", "lena@example.org"}, {"role", "lecturer"}},
         {{"name", "Mia More"}, {"email", "mia@example.org"}, {"role", "moderator"}},
         {{"name", "Otto Other"}, {"email", "otto@example.org"}, {"role", "organizer"}}}
    );
    REQUIRE(in.world.post(in.course.path + "/roster", staff, in.course.organizer).status == 200);
    // Without what is a secret or a number of its own.
    const auto shape = [](said of) {
        if (of.body.contains("participant")) of.body["participant"].erase("id");
        if (of.body.contains("join_link")) of.body["join_link"] = nullptr;
        return std::pair(of.status, of.body);
    };
    const auto form = [](const std::string& email) { return application_of("Any Body", email); };
    const auto register_as = [&](const std::string& email) { return shape(in.apply(form(email))); };
    const auto ask_as = [&](const std::string& email) {
        return shape(in.world.post(in.course.path + "/links", {{"email", email}}));
    };
    const std::vector<std::string> known{
        "ada@example.org", "Ada@EXAMPLE.org",  "rem@example.org",
        "mia@example.org", "lena@example.org", "otto@example.org",
    };
    const auto compare = [&](const char* state, int status) {
        CAPTURE(state);
        const auto unknown = register_as(std::string("new-") + state + "@example.org");
        CHECK(unknown.first == status);
        for (const auto& one : known) CHECK(register_as(one) == unknown);
        const auto nobody_asks = ask_as("nobody@example.org");
        CHECK(nobody_asks == std::pair(202, json{{"sends_mail", true}}));
        for (const auto& one : known) CHECK(ask_as(one) == nobody_asks);
    };
    const auto set = [&](std::int64_t capacity, bool is_open) {
        must(write(in.world.kept(), [&](database& db) -> result<void> {
            auto course = must(courses::find(db, "immunology"));
            course.capacity = capacity;
            course.is_open = is_open;
            return courses::change(db, course);
        }));
    };
    set(0, true);
    compare("open", 201);
    set(1, true);
    compare("full", 409);
    set(0, false);
    compare("closed", 409);
}

TEST_CASE("the link in use lives until one that was asked for is opened; then it ends") {
    open_course in;
    const std::string old = in.course.attendee_link;
    const auto first = in.ask_for_link("ada@example.org");
    const auto second = in.ask_for_link("ADA@Example.org");
    CHECK(in.status_of(old) == 200);
    CHECK(in.name_behind(first) == "Ada Atim");
    CHECK(in.status_of(old) == 404);
    CHECK(in.status_of(first) == 200);  // on a second device
    // The letter that came later is not spoilt by the earlier one.
    CHECK(in.name_behind(second) == "Ada Atim");
    CHECK(in.status_of(first) == 404);
    CHECK(in.status_of(second) == 200);
    // Browsers that were let in stay in.
    CHECK(in.world.get(in.course.session_path(), in.course.attendee).status == 200);
}

TEST_CASE("an earlier letter ends when a later one has been opened") {
    open_course in;
    const auto first = in.ask_for_link("ada@example.org");
    const auto second = in.ask_for_link("ada@example.org");
    CHECK(in.status_of(second) == 200);
    CHECK(in.status_of(first) == 404);
    CHECK(in.status_of(second) == 200);
}

TEST_CASE("however often a link is asked for, a few wait, and the newest and the old one work") {
    open_course in;
    std::vector<std::string> links;
    for (int i = 0; i < 9; ++i) links.push_back(in.ask_for_link("ada@example.org"));
    const auto pending = must(read(in.world.kept(), [](database& db) {
        return db.query("SELECT COUNT(*) FROM pending_links");
    }));
    CHECK(pending[0].integer(0) == pending_links::pending_max);
    CHECK(in.status_of(links[0]) == 404);
    CHECK(in.status_of(in.course.attendee_link) == 200);
    CHECK(in.status_of(links[8]) == 200);
}

TEST_CASE("a link that an organizer makes ends the old one and those that wait, at once") {
    open_course in;
    const auto asked = in.ask_for_link("ada@example.org");
    const auto who = in.course.attendee_id.text();
    const auto made =
        in.world.post(in.path + "/" + who + "/invitations", json::object(), in.course.organizer);
    REQUIRE(made.status == 200);
    CHECK(in.status_of(in.course.attendee_link) == 404);
    CHECK(in.status_of(asked) == 404);
    CHECK(in.name_behind(made.body["join_link"]) == "Ada Atim");
}

TEST_CASE("nobody gets a link of the staff by the course page, and nothing about them changes") {
    open_course in;
    for (const auto as : {role::moderator, role::lecturer, role::organizer}) {
        const std::string name(name_of(as));
        CAPTURE(name);
        const auto email = name + "@example.org";
        const json entry =
            json::array({{{"name", "Somebody As " + name}, {"email", email}, {"role", name}}});
        const auto added = in.world.post(in.course.path + "/roster", entry, in.course.organizer);
        const std::string link = added.body["people"][0]["join_link"];
        const auto before = in.letters().size();
        CHECK(in.apply(application_of("Any Body", email)).status == 201);
        CHECK(in.world.post(in.course.path + "/links", {{"email", email}}).status == 202);
        const auto letters = in.letters();
        REQUIRE(letters.size() == before + 2);
        for (const auto* letter : {&letters[0], &letters[1]}) {
            CHECK(letter->recipient == email);
            CHECK(letter->body.find("/join") == std::string::npos);
            CHECK(letter->body.find("ask an organizer") != std::string::npos);
        }
        CHECK(in.name_behind(link) == "Somebody As " + name);
    }
}

TEST_CASE("a pending link of somebody who was removed lets nobody in, and works when taken back") {
    open_course in;
    const auto link = in.ask_for_link("ada@example.org");
    const auto who = in.course.attendee_id.text();
    REQUIRE(in.change(who, {{"status", "removed"}}).status == 200);
    CHECK(in.status_of(link) == 404);
    REQUIRE(in.change(who, {{"status", "active"}}).status == 200);
    CHECK(in.status_of(in.course.attendee_link) == 200);
    CHECK(in.status_of(link) == 200);
}

TEST_CASE("a removed person who registers again or asks for a link is told by mail, and gets none"
) {
    open_course in;
    REQUIRE(in.change(in.course.attendee_id.text(), {{"status", "removed"}}).status == 200);
    const auto before = in.letters().size();
    const auto again = in.apply(application_of("Ada Atim", "ada@example.org"));
    CHECK(again.status == 201);
    CHECK(in.status_of(again.body["join_link"]) == 404);
    CHECK(in.world.post(in.course.path + "/links", {{"email", "ada@example.org"}}).status == 202);
    const auto letters = in.letters();
    REQUIRE(letters.size() == before + 2);
    for (const auto* letter : {&letters[0], &letters[1]}) {
        CHECK(letter->body.find("/join") == std::string::npos);
        CHECK(letter->body.find("removed this address") != std::string::npos);
    }
    CHECK(in.status_of(in.course.attendee_link) == 404);
}

TEST_CASE("letters to one address are limited, whoever asks for them and by whichever form") {
    auto rates = api_world::generous();
    rates.letters_per_address = {.burst = 2, .per_second = 0.001};
    api_world world(rates);
    const course_with_people course(world);
    const auto path = course.path + "/registrations";
    CHECK(world.post(course.path + "/links", {{"email", "ada@example.org"}}).status == 202);
    CHECK(world.post(path, application_of("Ada Atim", "ada@example.org")).status == 429);
    CHECK(world.post(course.path + "/links", {{"email", "ada@example.org"}}).status == 429);
    CHECK(world.post(path, application_of("Ben Okello", "ben@example.org")).status == 201);
    // Also for an address that is not registered: the limit tells nothing.
    for (const int status : {202, 202, 429}) {
        CHECK(world.post(course.path + "/links", {{"email", "no@example.org"}}).status == status);
    }
}

TEST_CASE("one network asks for links as often as it may register, all together") {
    auto rates = api_world::generous();
    rates.registrations_per_network = {.burst = 3, .per_second = 0.001};
    api_world world(rates);
    const course_with_people course(world);  // one registration
    CHECK(world.post(course.path + "/links", {{"email", "a@example.org"}}).status == 202);
    CHECK(world.post(course.path + "/links", {{"email", "b@example.org"}}).status == 202);
    CHECK(world.post(course.path + "/links", {{"email", "c@example.org"}}).status == 429);
}

TEST_CASE("what is asked for a link has to be an address, and only that") {
    open_course in;
    const auto ask = [&](const json& body) {
        return in.world.post(in.course.path + "/links", body);
    };
    for (const json& wrong : {json(), json(7), json("ada"), json("ada@example"), json("")}) {
        CAPTURE(wrong.dump());
        const auto said = ask({{"email", wrong}});
        CHECK(said.status == 400);
        CHECK(said.field() == "email");
    }
    CHECK(ask(json::object()).field() == "email");
    CHECK(ask({{"email", "ada@example.org"}, {"name", "Ada"}}).field() == "name");
    CHECK(in.world.post("/api/v1/courses/unknown/links", {{"email", "a@b.org"}}).status == 404);
}

TEST_CASE("the list of letters shows no link that opens, whoever reads it") {
    open_course in;
    const std::string link = in.ask_for_link("ada@example.org");
    const auto token = link.substr(link.find('#') + 1);
    for (const auto& who : {in.course.organizer, the_operator}) {
        const auto list = in.world.get(in.course.path + "/mail", who);
        REQUIRE(list.body["mail"].size() == 2);
        CHECK(list.raw.body.find(token) == std::string::npos);
        for (const auto& one : list.body["mail"]) {
            const std::string body = one["body"];
            CHECK(body.find("/join#\u2026\n") != std::string::npos);
        }
    }
    CHECK(in.status_of(link) == 200);
}
