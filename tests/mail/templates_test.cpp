#include "mail/templates.hpp"

#include <doctest/doctest.h>

#include "support/contains.hpp"

using namespace aula;
using test::contains;

namespace {

registration_letter letter(const std::string& language) {
    const auto at = [](const char* text) { return *parse_iso8601(text); };
    return {
        .language = language,
        .course_title = "Cutting-edge immunology",
        .organizer = "LUMC",
        .person_name = "Ada Bos",
        .join_link = "https://aula.example.org/join#abc",
        .course_link = "https://aula.example.org/c/immunology",
        .zone = "Europe/Amsterdam",
        .timetable =
            {{"Sugars on the surface", "Prof. Bloem", at("2026-03-02T09:15:00Z"),
              at("2026-03-02T10:00:00Z")},
             {"Night shift", "", at("2026-10-24T22:30:00Z"), at("2026-10-24T23:30:00Z")}},
    };
}

}  // namespace

TEST_CASE("the letter to a registered person has link, programme and both times") {
    const auto mail = registration_mail(letter("en"));
    CHECK(mail.subject == "Your link to Cutting-edge immunology");
    CHECK(
        mail.body ==
        "Dear Ada Bos,\n"
        "\n"
        "You are registered for the course\n"
        "  Cutting-edge immunology\n"
        "\n"
        "Your personal link:\n"
        "https://aula.example.org/join#abc\n"
        "\n"
        "It opens the course for you, on any device, and needs no password. Keep it to\n"
        "yourself: a person who has it comes in under your name. If you lose it, ask for a\n"
        "new one on the course page, with this e-mail address.\n"
        "\n"
        "The programme, in the time of Europe/Amsterdam:\n"
        "\n"
        "Monday 2 March 2026, 10:15-11:00 (09:15-10:00 UTC)\n"
        "  Sugars on the surface, Prof. Bloem\n"
        "\n"
        "Sunday 25 October 2026, 00:30-01:30 (Saturday 24 October 2026, 22:30-23:30 UTC)\n"
        "  Night shift\n"
        "\n"
        "The course page shows every time in your own time zone:\n"
        "https://aula.example.org/c/immunology\n"
        "\n"
        "Kind regards,\n"
        "LUMC\n"
    );
}

TEST_CASE("a course in Dutch writes in Dutch") {
    const auto mail = registration_mail(letter("nl"));
    CHECK(mail.subject == "Je link naar Cutting-edge immunology");
    CHECK(mail.body.starts_with("Beste Ada Bos,\n\nJe bent ingeschreven voor de cursus\n"));
    CHECK(contains(mail.body, "maandag 2 maart 2026, 10:15-11:00 (09:15-10:00 UTC)\n"));
    CHECK(contains(mail.body, "Met vriendelijke groet,\nLUMC\n"));
    CHECK(registration_mail(letter("nl-BE")).subject == mail.subject);
    CHECK(registration_mail(letter("id")).subject == "Your link to Cutting-edge immunology");
}

TEST_CASE("a new link says that the old one is dead") {
    CHECK(contains(new_link_mail(letter("en")).body, "your earlier one no longer works"));
    CHECK(contains(new_link_mail(letter("nl")).body, "je eerdere werkt niet meer"));
    CHECK(new_link_mail(letter("en")).subject == "Your new link to Cutting-edge immunology");
}

TEST_CASE("a link that was asked for says that the old one works until then") {
    const auto mail = asked_link_mail(letter("en"));
    CHECK(mail.subject == "Your new link to Cutting-edge immunology");
    CHECK(contains(mail.body, "earlier link works until you open this one"));
    CHECK(contains(mail.body, "https://aula.example.org/join#abc\n"));
    CHECK(contains(asked_link_mail(letter("nl")).body, "eerdere link werkt tot je deze opent"));
}

TEST_CASE("a letter without a link says why, whom to ask, and what it is about") {
    for (const auto* language : {"en", "nl"}) {
        for (const auto& mail :
             {staff_link_mail(letter(language)), removed_mail(letter(language))}) {
            CAPTURE(mail.body);
            CHECK_FALSE(contains(mail.body, "http"));
            CHECK(contains(mail.body, "Ada Bos,\n\n"));
            CHECK(contains(mail.body, "\n  Cutting-edge immunology\n\n"));
            CHECK(mail.body.ends_with(",\nLUMC\n"));
            CHECK(contains(mail.subject, "Cutting-edge immunology"));
        }
    }
    CHECK(contains(staff_link_mail(letter("en")).body, "ask an organizer of the course"));
    CHECK(contains(staff_link_mail(letter("nl")).body, "vraag een organisator"));
    CHECK(contains(removed_mail(letter("en")).body, "removed this address"));
    CHECK(contains(removed_mail(letter("nl")).body, "uit de cursus verwijderd"));
}

TEST_CASE("a course without sessions has no programme, one without organizer signs with its title"
) {
    auto bare = letter("en");
    bare.timetable.clear();
    bare.organizer.clear();
    const auto mail = registration_mail(bare);
    CHECK_FALSE(contains(mail.body, "programme"));
    CHECK(mail.body.ends_with("Kind regards,\nCutting-edge immunology\n"));
}

TEST_CASE("an unknown zone is shown as UTC") {
    auto lost = letter("en");
    lost.zone = "Europe/Leiden";
    CHECK(contains(registration_mail(lost).body, "Monday 2 March 2026, 09:15-10:00 UTC\n"));
}

TEST_CASE("no letter repeats an address or a message that somebody has given for a name") {
    for (const auto* language : {"en", "nl"}) {
        auto to = letter(language);
        to.person_name = "Your account is locked, sign in at https://evil.example/login";
        for (const auto& mail :
             {registration_mail(to), new_link_mail(to), asked_link_mail(to), staff_link_mail(to),
              removed_mail(to)}) {
            CHECK_FALSE(contains(mail.subject + mail.body, "locked"));
            CHECK_FALSE(contains(mail.subject + mail.body, "evil"));
            CHECK(mail.body.starts_with(std::string(language) == "nl" ? "Hallo,\n\n" : "Hello,\n\n")
            );
        }
    }
}
