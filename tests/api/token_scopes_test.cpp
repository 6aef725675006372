#include <set>

#include "api/two_courses.hpp"
#include "store/mails.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct scope_of_a_token {
    std::vector<std::string> scopes;
    std::set<verb> verbs;  ///< In its own course; nothing in another one.
};

const std::vector<scope_of_a_token> every_scope{
    {{"attendance:read"}, {verb::read_attendance}},
    {{"course:write"}, {verb::write_course, verb::bring_decks}},
    {{"attendance:read", "course:write"},
     {verb::read_attendance, verb::write_course, verb::bring_decks}},
};

/// Everything that is kept of a person, the hashes of their links too.
using person_row = std::vector<std::string>;

struct guarded_course {
    two_courses in;
    course_id course =
        must(read(in.world.kept(), [](database& db) { return courses::find(db, "own"); })).id;

    credential token(const std::vector<std::string>& scopes) {
        const auto made = in.world.post(
            in.own.path + "/tokens", {{"label", "x"}, {"scopes", scopes}}, in.own.organizer
        );
        return {{}, made.body.at("secret"), false};
    }
    /// Everybody who is or was of the staff, and their pending links.
    std::vector<person_row> staff() {
        return must(read(in.world.kept(), [this](database& db) {
            const auto rows = must(db.query(
                "SELECT p.id, p.name, p.email, p.email_key, p.external_id, p.role, p.status, "
                "p.institution, p.join_token_hash, l.token_hash FROM participants p "
                "LEFT JOIN pending_links l ON l.participant = p.id "
                "WHERE p.course = ?1 AND p.role <> 'attendee' ORDER BY p.id, l.id",
                {course.value}
            ));
            std::vector<person_row> all;
            for (const auto& row : rows) {
                person_row one{std::to_string(row.integer(0))};
                for (std::size_t i = 1; i < row.size(); ++i) one.push_back(row.text(i));
                all.push_back(std::move(one));
            }
            return result(std::move(all));
        }));
    }
    std::size_t letters() {
        return must(read(
                        in.world.kept(),
                        [this](database& db) { return mails::page(db, course, {}, 1000); }
                    )
        ).size();
    }
    said roster(const json& people, const credential& by) {
        return in.world.post(in.own.path + "/roster", people, by);
    }
    said put(const json& people, const credential& by) {
        auto document = small_course("own");
        document["people"] = people;
        return in.world.put(in.own.path, document, by);
    }
    /// The roles behind all join links in an answer.
    std::set<std::string> roles_behind(const said& answer) {
        std::set<std::string> roles;
        const auto& text = answer.raw.body;
        for (auto at = text.find("/join#"); at != std::string::npos;
             at = text.find("/join#", at + 1)) {
            const auto token = text.substr(at + 6, text.find('"', at) - at - 6);
            const auto opened = in.world.post("/api/v1/logins", {{"token", token}});
            roles.insert(opened.status == 200 ? opened.body["role"].get<std::string>() : "dead");
        }
        return roles;
    }
};

bool is_for_everybody(const route& one) {
    return one.needs == verb::fetch_file || one.needs == verb::see_public;
}

/// Lines that would add, raise, lower, rename, readdress or remove somebody of the staff.
const std::vector<std::pair<std::string, json>> attempts{
    {"a new organizer", {{"name", "Quiet Helper"}, {"role", "organizer"}}},
    {"a new lecturer", {{"name", "Q"}, {"role", "lecturer"}, {"email", "q@example.org"}}},
    {"a new moderator", {{"name", "Q"}, {"role", "moderator"}, {"external_id", "q"}}},
    {"an attendee raised",
     {{"name", "Ada Atim"}, {"email", "ada@example.org"}, {"role", "organizer"}}},
    {"the organizer lowered by key", {{"name", "Olga Organizer"}, {"external_id", "org"}}},
    {"the lecturer lowered by address", {{"name", "Leo Lecturer"}, {"email", "leo@example.org"}}},
    {"the lecturer by another case of it", {{"name", "Leo"}, {"email", "LEO@Example.ORG"}}},
    {"the lecturer renamed",
     {{"name", "Leo the Evil"}, {"external_id", "leo"}, {"role", "lecturer"}}},
    {"an organizer's address",
     {{"name", "Olga Organizer"},
      {"external_id", "org"},
      {"role", "organizer"},
      {"email", "attacker@example.org"}}},
    {"an organizer as they are",
     {{"name", "Olga Organizer"}, {"external_id", "org"}, {"role", "organizer"}}},
    {"a number for the lecturer",
     {{"name", "Leo Lecturer"},
      {"email", "leo@example.org"},
      {"external_id", "mine"},
      {"role", "lecturer"}}},
    {"somebody who was a lecturer", {{"name", "Gone Lecturer"}, {"email", "gone@example.org"}}},
};

}  // namespace

TEST_CASE("at every route a token can do what its scopes say, and the staff stay as they were") {
    guarded_course its;
    const auto before = its.staff();
    REQUIRE(before.size() >= 3);
    for (const auto& [scopes, verbs] : every_scope) {
        const auto by = its.token(scopes);
        CAPTURE(json(scopes).dump());
        for (const auto& one : routes()) {
            if (is_for_everybody(one)) continue;
            const auto name = route_name(one);
            CAPTURE(name);
            // The request is the operator's, with the token in the place of the socket.
            auto own = its.in.request(one, caller::local_operator, its.in.things_of(its.in.own));
            auto foreign =
                its.in.request(one, caller::local_operator, its.in.things_of(its.in.foreign));
            for (auto* request : {&own, &foreign}) {
                request->is_local_operator = false;
                request->headers.emplace_back("authorization", "Bearer " + by.bearer);
            }
            const auto said = its.in.world.send(own);
            const bool is_allowed = said.status != 401 && said.status != 403 && said.status != 404;
            CHECK(is_allowed == verbs.contains(one.needs));
            CHECK(its.roles_behind(said).empty());
            const bool names_course = one.path.find("{course}") != std::string_view::npos;
            if (names_course) CHECK(its.in.world.send(foreign).status == 404);
        }
    }
    CHECK(its.staff() == before);
}

TEST_CASE("a token cannot make, change or read anybody of the staff, by whichever list") {
    guarded_course its;
    const json leo = json::array(
        {{{"name", "Leo Lecturer"},
          {"external_id", "leo"},
          {"email", "leo@example.org"},
          {"role", "lecturer"}},
         {{"name", "Gone Lecturer"}, {"email", "gone@example.org"}, {"role", "lecturer"}}}
    );
    const auto gone = its.roster(leo, its.in.own.organizer).body["people"][1]["id"];
    const auto path = its.in.own.path + "/registrations/" + gone.get<std::string>();
    REQUIRE(its.in.world.patch(path, {{"status", "removed"}}, its.in.own.organizer).status == 200);
    const auto before = its.staff();
    for (const auto& scopes : {every_scope[1].scopes, every_scope[2].scopes}) {
        const auto by = its.token(scopes);
        for (const auto& [what, line] : attempts) {
            CAPTURE(what);
            const json fine{{"name", "Fine Attendee"}, {"email", "fine@example.org"}};
            auto keyed = line;
            if (!keyed.contains("external_id")) keyed["external_id"] = "some-key";
            keyed["key"] = keyed["external_id"];
            keyed.erase("external_id");
            if (!keyed.contains("role")) keyed["role"] = "attendee";
            for (const auto& said :
                 {its.roster(json::array({line}), by), its.roster(json::array({fine, line}), by),
                  its.put(json::array({keyed}), by)}) {
                CHECK(said.status == 403);
                CHECK(said.code() == "forbidden");
                CHECK(its.roles_behind(said).empty());
            }
            CHECK(its.staff() == before);
        }
    }
    const auto list = its.in.world.get(its.in.own.path + "/registrations?q=fine", the_operator);
    CHECK(list.body["total"] == 0);  // all of a list, or nothing
}

TEST_CASE("the line that a token may not write is named, and what to do") {
    guarded_course its;
    const json lines =
        json::array({{{"name", "Fine Attendee"}}, {{"name", "Quiet Helper"}, {"role", "organizer"}}}
        );
    const auto said = its.roster(lines, its.token({"course:write"}));
    const std::string detail = said.body["error"]["detail"];
    CHECK(detail.starts_with("Line 2 of the people is of the staff."));
    CHECK(detail.find("attendees only") != std::string::npos);
}

TEST_CASE("an address that a token gave to nobody of the staff brings it no link of theirs") {
    guarded_course its;
    const auto by = its.token({"course:write"});
    const auto before = its.staff();
    its.roster(
        json::array(
            {{{"name", "Olga Organizer"},
              {"external_id", "org"},
              {"role", "organizer"},
              {"email", "attacker@example.org"}}}
        ),
        by
    );
    const auto letters = its.letters();
    const json asked{{"email", "attacker@example.org"}};
    CHECK(its.in.world.post(its.in.own.path + "/links", asked).status == 202);
    CHECK(its.letters() == letters);
    CHECK(its.staff() == before);
}

TEST_CASE("a token adds, renames and readdresses attendees, and puts a course without people") {
    guarded_course its;
    const auto by = its.token({"course:write"});
    const auto added = its.roster(
        json::array({{{"name", "Ben Okello"}, {"email", "ben@example.org"}, {"external_id", "7"}}}),
        by
    );
    CHECK(added.status == 200);
    CHECK(its.roles_behind(added) == std::set<std::string>{"attendee"});
    // One at a time: another name with another address could be another person.
    for (const json& line :
         {json{{"name", "Benjamin"}, {"email", "ben@example.org"}, {"external_id", "7"}},
          json{{"name", "Benjamin"}, {"email", "b@example.org"}, {"external_id", "7"}}}) {
        const auto changed = its.roster(json::array({line}), by);
        REQUIRE(changed.status == 200);
        CHECK(changed.body["people"][0]["id"] == added.body["people"][0]["id"]);
    }
    CHECK(its.put(json::array(), by).status == 200);
    CHECK(
        its.put(json::array({{{"key", "7"}, {"name", "Ben"}, {"role", "attendee"}}}), by).status ==
        200
    );
}
