#include "store/mails.hpp"

#include "fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::minutes;

mail_record to(const char* recipient, course_id course = {}) {
    return {
        .course = course,
        .recipient = recipient,
        .subject = "Welcome",
        .body = "Dear reader",
        .created_at = noon,
    };
}

}  // namespace

TEST_CASE("a letter waits until it is sent, put off or given up") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const auto letter = [&](mail_id which) { return must(mails::find(*db, which)); };
    const auto first = must(mails::add(*db, to("a@example.org", course)));
    const auto second = must(mails::add(*db, to("b@example.org", course)));
    const auto third = must(mails::add(*db, to("c@example.org", course)));
    CHECK(must(mails::due(*db, noon - milliseconds{1}, 10)).empty());
    CHECK(must(mails::count_queued(*db)) == 3);
    const auto waiting = must(mails::due(*db, noon, 2));
    REQUIRE(waiting.size() == 2);
    CHECK(waiting[0].id == first);
    CHECK(waiting[0].recipient == "a@example.org");
    CHECK(waiting[0].subject == "Welcome");
    CHECK(waiting[0].body == "Dear reader");
    CHECK(waiting[0].status == mail_status::queued);
    CHECK(waiting[0].attempts == 0);

    must(mails::set_sent(*db, first));
    must(mails::set_delayed(*db, second, noon + minutes{5}, "connection refused"));
    must(mails::set_failed(*db, third, "550 no such user"));
    CHECK(must(mails::count_queued(*db)) == 1);
    CHECK(must(mails::due(*db, noon, 10)).empty());
    CHECK(must(mails::due(*db, noon + minutes{5} - milliseconds{1}, 10)).empty());
    const auto again = must(mails::due(*db, noon + minutes{5}, 10));
    REQUIRE(again.size() == 1);
    CHECK(again[0].id == second);
    CHECK(again[0].attempts == 1);
    CHECK(again[0].error == "connection refused");
    CHECK(letter(first).status == mail_status::sent);
    CHECK(letter(third).status == mail_status::failed);
    CHECK(letter(third).error == "550 no such user");
    must(mails::set_sent(*db, second));
    CHECK(letter(second).error.empty());
    CHECK(letter(second).attempts == 2);
}

TEST_CASE("a course sees its own letters, newest first, page by page") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const auto own = must(mails::add(*db, to("server@example.org")));
    CHECK(must(mails::due(*db, noon, 1))[0].id == own);
    CHECK(!must(mails::due(*db, noon, 1))[0].course);
    must(mails::add(*db, to("a@example.org", course)));
    const auto newest = must(mails::add(*db, to("b@example.org", course)));
    const auto page = must(mails::page(*db, course, {}, 1));
    REQUIRE(page.size() == 1);
    CHECK(page[0].id == newest);
    CHECK(page[0].course == course);
    const auto next = must(mails::page(*db, course, newest, 10));
    REQUIRE(next.size() == 1);
    CHECK(next[0].recipient == "a@example.org");
}

TEST_CASE("an unknown letter is not found") {
    const auto db = memory_database();
    const mail_id unknown{99};
    CHECK(mails::find(*db, unknown).error().code == error_code::not_found);
    for (const auto& said :
         {mails::set_sent(*db, unknown), mails::set_delayed(*db, unknown, noon, "x"),
          mails::set_failed(*db, unknown, "x")}) {
        REQUIRE(!said);
        CHECK(said.error().code == error_code::not_found);
    }
}

TEST_CASE("every status of a letter has a name that is read back") {
    for (const auto status : {mail_status::queued, mail_status::sent, mail_status::failed}) {
        CHECK(parse_mail_status(name_of(status)) == status);
    }
    CHECK(!parse_mail_status("lost"));
}

TEST_CASE("a letter that one server has taken is no other's until its time is over") {
    const auto db = memory_database();
    const auto letter = must(mails::add(*db, to("a@example.org")));
    CHECK(must(mails::take(*db, letter, noon, noon + minutes{10})));
    CHECK_FALSE(must(mails::take(*db, letter, noon, noon + minutes{10})));
    CHECK(must(mails::due(*db, noon, 10)).empty());
    CHECK(must(mails::take(*db, letter, noon + minutes{10}, noon + minutes{20})));
    must(mails::put_back(*db, letter, noon + minutes{11}));
    CHECK(must(mails::due(*db, noon + minutes{11}, 10)).size() == 1);
    must(mails::set_sent(*db, letter));
    CHECK_FALSE(must(mails::take(*db, letter, noon + minutes{30}, noon + minutes{40})));
}

TEST_CASE("the secret of every join link is left out, whatever stands around it") {
    const std::string secret(43, 'x');
    const auto link = [&](const std::string& mark) {
        return "https://aula.example.org/join" + mark + secret;
    };
    for (const std::string mark : {"#", "/#", "%23", "/%23"}) {
        CAPTURE(mark);
        const auto shown = without_link_secrets("550 <" + link(mark) + ">, or " + link(mark));
        CHECK(shown.find(secret) == std::string::npos);
        CHECK(shown.starts_with("550 <https://aula.example.org/join" + mark + "\u2026>, or "));
        CHECK(shown.ends_with("/join" + mark + "\u2026"));
    }
    const std::string all_kinds = "/join#AZaz09-_.\n";
    CHECK(without_link_secrets(all_kinds) == "/join#\u2026.\n");
    for (const auto* plain : {"", "/join", "/join/", "/joining # of", "please /join us", "/joi"}) {
        CHECK(without_link_secrets(plain) == plain);
    }
}

TEST_CASE("a letter keeps its link until it has left or is given up, and not longer") {
    const auto db = memory_database();
    auto letter = to("a@example.org");
    letter.body = "Your link:\nhttps://aula.example.org/join#abc_-9\n\nKeep it.\n";
    const std::string kept = "Your link:\nhttps://aula.example.org/join#\u2026\n\nKeep it.\n";
    const auto sent = must(mails::add(*db, letter));
    const auto failed = must(mails::add(*db, letter));
    must(mails::set_delayed(*db, sent, noon, "busy"));
    CHECK(must(mails::find(*db, sent)).body == letter.body);
    must(mails::set_sent(*db, sent));
    must(mails::set_failed(*db, failed, "550"));
    CHECK(must(mails::find(*db, sent)).body == kept);
    CHECK(must(mails::find(*db, failed)).body == kept);
}

TEST_CASE("letters without a row are told apart, and those of a course are listed") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const auto first = must(mails::add(*db, to("a@example.org", course)));
    const auto others = must(mails::add(*db, to("b@example.org")));
    const auto second = must(mails::add(*db, to("c@example.org", course)));
    CHECK(must(mails::ids_of_course(*db, course)) == std::vector{first, second});
    const std::vector asked{second, mail_id{999}, first, mail_id{1000}, others};
    CHECK(must(mails::without_row(*db, asked)) == std::vector{mail_id{999}, mail_id{1000}});
    must(courses::remove(*db, course));
    CHECK(must(mails::without_row(*db, {first, others, second})) == std::vector{first, second});
}
