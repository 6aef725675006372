#include <filesystem>
#include <fstream>
#include <iterator>

#include "api/api_world.hpp"
#include "store/decks.hpp"
#include "store/sessions.hpp"

using namespace aula;
using namespace aula::test;

namespace {

namespace fs = std::filesystem;

const std::string glycans = "0123456789abcdef0123456789abcdef01234567";

/// A node whose shelf is shared with others, and a deck on it.
struct node_with_shared_deck {
    node_with_shared_deck() {
        deck_record row;
        row.session = course.session;
        row.title = "Glycans";
        row.hash = glycans;
        row.state = deck_state::ready;
        id = must(write(world.kept(), [&](database& db) {
            row.course = must(sessions::find(db, course.session)).course;
            return decks::add(db, row);
        }));
        put("1-480.webp", "picture one");
        put("2-480.webp", "picture two");
        put("1.txt", "text one");
    }
    void put(const std::string& name, std::string_view bytes) {
        fs::create_directories(world.shelf().folder(glycans));
        std::ofstream(world.shelf().folder(glycans) / name) << bytes;
    }
    /// What a browser gets; the code of a refusal.
    std::string get(const std::string& name) {
        const auto answer = world.get("/decks/" + glycans + "/" + name);
        if (answer.status != 200) return answer.code();
        CHECK(answer.header("cache-control") == "public, max-age=31536000, immutable");
        std::ifstream file(answer.raw.file);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    /// As another node does it, which says nothing to this one.
    void remove_elsewhere() {
        must(write(world.kept(), [&](database& db) { return decks::remove(db, id); }));
    }
    fs::path away() const { return fs::path(world.shelf().decks()).concat("-away"); }
    void take_shelf_away() const { fs::rename(world.shelf().decks(), away()); }
    void bring_shelf_back() const { fs::rename(away(), world.shelf().decks()); }

    api_world world{api_world::generous(), 1 << 20};
    course_with_people course{world};
    deck_id id;
};

}  // namespace

TEST_CASE("pages that a node has served are served while the shared folder is away") {
    node_with_shared_deck on;
    CHECK(on.get("1-480.webp") == "picture one");
    CHECK(on.get("1.txt") == "text one");
    on.take_shelf_away();
    CHECK(on.get("1-480.webp") == "picture one");
    CHECK(on.get("1.txt") == "text one");
    CHECK(on.get("2-480.webp") == "not_found");
    on.bring_shelf_back();
    CHECK(on.get("2-480.webp") == "picture two");
}

TEST_CASE("a shared deck's names are as strict as any other's") {
    node_with_shared_deck on;
    for (const auto* name : {"deck.json", "1-481.webp", "01-480.webp", "0.txt", "../1.txt"}) {
        CAPTURE(name);
        on.put(name, "there, but no page");
        CHECK(on.get(name) == "not_found");
    }
    CHECK(on.world.get("/decks/./1.txt").status == 404);
    CHECK(on.get("3-480.webp") == "not_found");
    CHECK(on.world.copies().bytes() == 0);
}

TEST_CASE("a deck that is removed at this node is not served from its copies") {
    node_with_shared_deck on;
    CHECK(on.get("1-480.webp") == "picture one");
    const auto path = on.course.path + "/decks/" + on.id.text();
    CHECK(on.world.remove(path, on.course.lecturer).status == 204);
    CHECK(on.world.copies().bytes() == 0);
    CHECK(on.get("1-480.webp") == "not_found");
}

TEST_CASE("a deck that was removed at another node is not served once the database was asked") {
    node_with_shared_deck on;
    CHECK(on.get("1-480.webp") == "picture one");
    CHECK(on.get("1.txt") == "text one");
    on.remove_elsewhere();
    on.take_shelf_away();
    std::this_thread::sleep_for(page_cache::trust);
    CHECK(on.get("1-480.webp") == "not_found");
    CHECK(on.get("1.txt") == "not_found");
    CHECK(on.world.copies().bytes() == 0);
}

TEST_CASE("pages that are left of a removed deck are not served, though the shared folder has them"
) {
    node_with_shared_deck on;
    on.remove_elsewhere();
    for (int again = 0; again < 3; ++again) CHECK(on.get("1-480.webp") == "not_found");
}

TEST_CASE("while the database does not answer, pages are served") {
    node_with_shared_deck on;
    CHECK(on.get("1-480.webp") == "picture one");
    on.world.kept().stop();
    on.take_shelf_away();
    std::this_thread::sleep_for(page_cache::trust);
    CHECK(on.get("1-480.webp") == "picture one");
}
