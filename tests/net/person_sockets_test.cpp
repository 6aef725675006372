#include "net/person_sockets.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace aula;
using namespace std::chrono_literals;

namespace {

const auto start = person_sockets::instant{} + 1h;

/// Somebody's connections in the order in which they came, and which have ended.
class sockets {
public:
    explicit sockets(std::shared_ptr<person_sockets> in, std::int64_t who)
        : in_(std::move(in)), who_{who} {}

    void come(person_sockets::instant now = start, person_sockets::instant doubtful = start - 1h) {
        const auto number = all_.size();
        all_.push_back(nullptr);
        all_[number] = in_->add(who_, [this, number] { ended.push_back(number); }, now, doubtful);
    }
    void go(std::size_t number) { all_[number].reset(); }
    void speak(std::size_t number, person_sockets::instant now) { all_[number]->heard(now); }

    std::vector<std::size_t> ended;

private:
    std::shared_ptr<person_sockets> in_;
    const participant_id who_;
    std::vector<std::unique_ptr<person_sockets::entry>> all_;
};

}  // namespace

TEST_CASE("with one connection more than a person may have the oldest ends, and nobody else's") {
    const auto all = std::make_shared<person_sockets>(3);
    sockets ada(all, 1), ben(all, 2);
    ben.come();
    for (int i = 0; i < 3; ++i) ada.come();
    CHECK(ada.ended.empty());
    ada.come();
    ada.come();
    CHECK(ada.ended == std::vector<std::size_t>{0, 1});
    CHECK(ben.ended.empty());
}

TEST_CASE("a connection that has gone, or has made room, counts no more") {
    const auto all = std::make_shared<person_sockets>(2);
    sockets ada(all, 1);
    ada.come();
    ada.come();
    ada.go(0);
    ada.come();
    CHECK(ada.ended.empty());
    ada.come();
    ada.go(1);  // it has made room already
    CHECK(ada.ended == std::vector<std::size_t>{1});
    ada.come();
    CHECK(ada.ended == std::vector<std::size_t>{1, 2});
}

TEST_CASE("a connection that is silent makes room before an older one that speaks") {
    const auto all = std::make_shared<person_sockets>(3);
    sockets ada(all, 1);
    for (int i = 0; i < 3; ++i) ada.come();
    ada.speak(0, start + 20s);
    ada.speak(1, start + 5s);
    ada.come(start + 21s, start + 11s);
    CHECK(ada.ended == std::vector<std::size_t>{2});
    ada.speak(3, start + 21s);
    ada.come(start + 22s, start + 4s);  // nobody is silent now
    CHECK(ada.ended == std::vector<std::size_t>{2, 0});
}
