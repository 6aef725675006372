#include "ledger.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "attendee.hpp"

using namespace aula::load;

namespace {

/// Two people of one room, without a server.
struct world {
    event_loop loop;
    surroundings in{.loop = loop, .to = parse_target("127.0.0.1:1", false)};
    attendee ada{in, {.number = 0, .person = 7}};
    attendee ben{in, {.number = 1, .person = 8}};
    ledger book;
};

const std::vector<numbered> log_of_three{{4, 1}, {5, 2}, {7, 3}};

}  // namespace

TEST_CASE("what was not answered is sent again in its order, and only its author's") {
    world of;
    of.book.sent(of.ada, 1, "one");
    of.book.sent(of.ben, 2, "two");
    of.book.sent(of.ada, 3, "three");
    of.book.acked(of.ada, 1, 10);
    CHECK(of.book.unanswered_of(of.ada) == std::vector<std::string>{"three"});
    CHECK(of.book.unanswered() == 2);
}

TEST_CASE("a second answer that names another seq contradicts the first") {
    world of;
    of.book.sent(of.ada, 1, "one");
    of.book.acked(of.ada, 1, 10);
    of.book.acked(of.ada, 1, 10);
    CHECK(of.book.take_figures()["contradicted"] == 0);
    of.book.acked(of.ada, 1, 11);
    CHECK(of.book.take_figures()["contradicted"] == 1);
    CHECK(of.book.take_acked().size() == 1);
}

TEST_CASE("a refusal is an answer, and nothing is acknowledged by it") {
    world of;
    of.book.sent(of.ada, 1, "one");
    of.book.refused(of.ada, 1, "storage_full");
    CHECK(of.book.unanswered() == 0);
    CHECK(of.book.take_acked().empty());
    CHECK(of.book.take_figures()["refused"]["storage_full"] == 1);
}

TEST_CASE("a screen that shows the log behind its welcome is right") {
    world of;
    of.book.welcomed(of.ada, 4);
    of.book.shown(of.ada, 5, 2);
    of.book.shown(of.ada, 7, 3);
    const auto found = of.book.compare_with(log_of_three, of.ada);
    CHECK(found.missing + found.alien == 0);
    CHECK(found.compared == 2);
}

TEST_CASE("what a screen lacks is missing, what the log lacks is alien") {
    world of;
    of.book.welcomed(of.ada, 3);
    of.book.shown(of.ada, 4, 1);
    of.book.shown(of.ada, 5, 9);
    const auto found = of.book.compare_with(log_of_three, of.ada);
    CHECK(found.missing == 2);
    CHECK(found.alien == 1);
    CHECK(of.book.compare_with(log_of_three, of.ben).missing == 3);
}
