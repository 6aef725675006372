#include "message_book.hpp"

#include <doctest/doctest.h>

#include "wire_text.hpp"

using namespace aula::load;

TEST_CASE("a message is outstanding until the last reader has it") {
    message_book book;
    book.open(1);
    const auto number = book.sent(0, 2, true);
    book.delivered(number, now());
    CHECK(book.outstanding() == 1);
    book.delivered(number, now());
    CHECK(book.outstanding() == 0);
    CHECK(book.streams()[0].whole.count() == 1);
    CHECK(book.streams()[0].delivery.count() == 2);
}

TEST_CASE("what some have seen and others have not is missing") {
    message_book book;
    book.open(1);
    book.delivered(book.sent(0, 3, true), now());
    book.close();
    CHECK(book.streams()[0].missing == 2);
}

TEST_CASE("what was acknowledged and nobody has seen is missing") {
    message_book book;
    book.open(1);
    book.acked(book.sent(0, 3, true), now());
    book.close();
    CHECK(book.streams()[0].missing == 3);
}

TEST_CASE("a refused message is due to nobody, an unheard-of one is unanswered") {
    message_book book;
    book.open(1);
    book.refused(book.sent(0, 3, true), "too_fast");
    CHECK(book.outstanding() == 0);
    book.sent(0, 3, true);
    book.close();
    CHECK(book.streams()[0].missing == 0);
    CHECK(book.streams()[0].unanswered == 1);
}

TEST_CASE("a delivery of an earlier order is not counted in a later one") {
    message_book book;
    book.open(1);
    const auto early = book.sent(0, 1, true);
    book.close();
    book.open(1);
    book.sent(0, 1, true);
    book.delivered(early, now());
    CHECK(book.deliveries() == 0);
}

TEST_CASE("a chat message's number is found at its end, whatever stands before") {
    CHECK(number_of(echo_text(42, 200)) == 42);
    CHECK(echo_text(42, 200).size() == 200);
    CHECK(number_of(post_chat_text(99'999'999, 32)) == 99'999'999);
    CHECK(number_of(R"({"type":"chat_posted","text":"#42"})") == 0);
}

TEST_CASE("a percentile is off by three per cent at most") {
    histogram of;
    for (nanos value = 1; value <= 100'000; ++value) of.add(value * 1000);
    CHECK(of.percentile(0.5) == doctest::Approx(50'000'000).epsilon(0.035));
    CHECK(of.percentile(0.99) == doctest::Approx(99'000'000).epsilon(0.035));
    CHECK(of.percentile(1) == 100'000'000);
}
