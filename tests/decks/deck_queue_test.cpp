#include "decks/deck_queue.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <vector>

using namespace aula;

namespace {

deck_job job_of(std::int64_t course, std::int64_t deck) {
    deck_job made;
    made.request.course = course_id{course};
    made.request.deck = deck_id{deck};
    return made;
}

std::vector<std::int64_t> all_of(deck_queue& queue) {
    std::vector<std::int64_t> order;
    while (!queue.empty()) order.push_back(queue.pop().request.deck.value);
    return order;
}

using order = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("courses take turns, and the decks of a course keep their order") {
    deck_queue queue;
    CHECK(queue.empty());
    for (const auto deck : {11, 12, 13, 14}) CHECK(queue.push(job_of(1, deck)));
    for (const auto deck : {21, 22}) CHECK(queue.push(job_of(2, deck)));
    CHECK(queue.push(job_of(3, 31)));
    CHECK(all_of(queue) == order{11, 21, 31, 12, 22, 13, 14});
}

TEST_CASE("a course that comes late waits for no further deck of the course that is being served") {
    deck_queue queue;
    for (int deck = 100; deck < 122; ++deck) queue.push(job_of(1, deck));
    CHECK(queue.pop().request.deck == deck_id{100});
    queue.push(job_of(2, 200));
    queue.push(job_of(2, 201));
    queue.push(job_of(3, 300));
    CHECK(queue.place_of(deck_id{200}) == 1);
    CHECK(queue.place_of(deck_id{300}) == 2);
    CHECK(queue.place_of(deck_id{101}) == 3);
    CHECK(queue.place_of(deck_id{201}) == 4);
    CHECK(queue.pop().request.deck == deck_id{200});
    CHECK(queue.place_of(deck_id{200}) == 0);
    queue.push(job_of(4, 400));  // before course 2, which is being served
    CHECK(queue.pop().request.deck == deck_id{300});
    CHECK(queue.pop().request.deck == deck_id{101});
    CHECK(queue.pop().request.deck == deck_id{400});
    CHECK(queue.pop().request.deck == deck_id{201});
}

TEST_CASE("a course with many decks has its turn, however many other courses come") {
    deck_queue queue;
    for (int deck = 100; deck < 110; ++deck) queue.push(job_of(1, deck));
    queue.pop();
    queue.push(job_of(2, 200));
    int before = 0;
    for (std::int64_t course = 3; queue.place_of(deck_id{101}) > 0; ++course) {
        queue.pop();
        queue.push(job_of(course, 1000 + course));
        REQUIRE(++before < 10);
    }
}

TEST_CASE("a deck's place is how many are popped up to it, in any queue") {
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        deck_queue queue;
        std::int64_t last = 0;
        for (int step = 0; step < 40; ++step) {
            const auto any = random();
            if (any % 4 == 0 && !queue.empty()) {
                queue.pop();
            } else if (any % 7 == 0 && last > 0) {
                queue.take(deck_id{static_cast<std::int64_t>(random()) % last + 1});
            } else {
                queue.push(job_of(static_cast<std::int64_t>(random() % 5), ++last));
            }
        }
        std::map<std::int64_t, std::size_t> told;
        for (std::int64_t deck = 1; deck <= last; ++deck) {
            told[deck] = queue.place_of(deck_id{deck});
        }
        const auto popped = all_of(queue);
        for (std::size_t at = 0; at < popped.size(); ++at) {
            CAPTURE(seed);
            CHECK(told[popped[at]] == at + 1);
            told.erase(popped[at]);
        }
        for (const auto& [deck, place] : told) CHECK(place == 0);
    }
}

TEST_CASE("a course has a bound of its own, and all courses one together; nothing is pushed beyond"
) {
    deck_queue queue;
    std::int64_t deck = 0;
    for (std::size_t i = 0; i < deck_queue::course_max; ++i) CHECK(queue.push(job_of(1, ++deck)));
    CHECK_FALSE(queue.push(job_of(1, ++deck)));
    CHECK(queue.place_of(deck_id{deck}) == 0);
    CHECK(queue.push(job_of(2, ++deck)));
    std::size_t pushed = deck_queue::course_max + 1;
    for (std::int64_t course = 3; pushed < deck_queue::all_max; ++course) {
        for (std::size_t i = 0; i < deck_queue::course_max && pushed < deck_queue::all_max; ++i) {
            CHECK(queue.push(job_of(course, ++deck)));
            ++pushed;
        }
    }
    CHECK_FALSE(queue.push(job_of(1000, ++deck)));
    queue.pop();
    CHECK(queue.push(job_of(1000, deck)));
    CHECK(all_of(queue).size() == deck_queue::all_max);
}

TEST_CASE("a course whose deck is taken out keeps its turn") {
    deck_queue queue;
    for (const auto deck : {11, 12}) queue.push(job_of(1, deck));
    queue.push(job_of(2, 21));
    CHECK(queue.take(deck_id{12}));
    CHECK(all_of(queue) == order{11, 21});
}

TEST_CASE("a deck is taken out wherever it waits, and its course loses no turn") {
    deck_queue queue;
    for (const auto deck : {11, 12, 13}) queue.push(job_of(1, deck));
    for (const auto deck : {21, 22}) queue.push(job_of(2, deck));
    queue.push(job_of(3, 31));
    const auto taken = queue.take(deck_id{12});
    REQUIRE(taken);
    CHECK(taken->request.deck == deck_id{12});
    CHECK_FALSE(queue.take(deck_id{12}));
    CHECK(queue.take(deck_id{31}));
    CHECK(queue.take(deck_id{11}));
    CHECK(all_of(queue) == order{13, 21, 22});
    CHECK_FALSE(queue.take(deck_id{13}));
}
