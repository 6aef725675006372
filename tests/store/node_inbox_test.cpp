#include "store/node_inbox.hpp"

#include "store/nodes_on_time.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct three_nodes {
    std::unique_ptr<database> db = memory_database();
    std::int64_t a = enrolled(*db, "a");
    std::int64_t b = enrolled(*db, "b");
    std::int64_t c = enrolled(*db, "c");

    void put(const node_name& to, std::int64_t from, std::int64_t number, const std::string& body) {
        must(piece(*db, [&](database& on) { return node_inbox::put(on, to, {from, number, body}); })
        );
    }
    std::vector<std::string> taken_by(const node_name& self) {
        const auto notes =
            must(piece(*db, [&](database& on) { return node_inbox::take(on, self); }));
        std::vector<std::string> bodies;
        for (const auto& one : notes) bodies.push_back(one.body);
        return bodies;
    }
};

using bodies = std::vector<std::string>;

}  // namespace

TEST_CASE("a node takes what is in its inbox once, in its senders' order") {
    three_nodes in;
    in.put("a", in.b, 10, "second");
    in.put("a", in.b, 9, "first");
    in.put("a", in.c, 1, "from c");
    in.put("b", in.c, 2, "for b");
    CHECK(in.taken_by("a") == bodies{"first", "second", "from c"});
    CHECK(in.taken_by("a").empty());
    CHECK(in.taken_by("b") == bodies{"for b"});
}

TEST_CASE("the way counts to a note's age, before it is in the inbox and in it") {
    three_nodes in;
    must(piece(*in.db, [&](database& on) {
        return node_inbox::put(on, "a", {in.b, 1, "old news", std::chrono::minutes{2}});
    }));
    const auto notes = must(piece(*in.db, [&](database& on) { return node_inbox::take(on, "a"); }));
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].age >= std::chrono::minutes{2});
    CHECK(notes[0].age < std::chrono::minutes{3});
}

TEST_CASE("a word to the others goes to every living node but the one that says it") {
    three_nodes in;
    shift_past(*in.db, "c", std::chrono::minutes{1});
    must(piece(*in.db, [&](database& on) {
        return node_inbox::put_to_others(on, "a", {in.a, 1, "hear"});
    }));
    CHECK(in.taken_by("a").empty());
    CHECK(in.taken_by("b") == bodies{"hear"});
    CHECK(in.taken_by("c").empty());
}

TEST_CASE("nothing is kept for a node that is dead, unknown or new") {
    three_nodes in;
    in.put("nobody", in.a, 1, "lost");
    shift_past(*in.db, "b", std::chrono::minutes{1});
    in.put("b", in.a, 2, "lost too");
    CHECK(in.taken_by("b").empty());
    in.put("c", in.a, 3, "for the process before");
    shift_past(*in.db, "c", std::chrono::minutes{1});
    enrolled(*in.db, "c");
    CHECK(in.taken_by("c").empty());
    in.put("c", in.a, 4, "in vain");
    must(piece(*in.db, [&](database& on) { return nodes::leave(on, "c", in.c + 1); }));
    CHECK(in.taken_by("c").empty());
}
