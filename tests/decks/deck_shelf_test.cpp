#include "decks/deck_shelf.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/temporary_folder.hpp"

using namespace aula;
namespace fs = std::filesystem;

namespace {
const std::string shelved = "0123456789abcdef0123456789abcdef01234567";
}

TEST_CASE("a deck is found by its hash once its folder is there") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    REQUIRE(shelf.prepare());
    CHECK_FALSE(shelf.find(shelved));
    data.write(
        "decks/" + shelved + "/deck.json",
        R"({"title":"Sugars","pages":16,"width":1600,"height":900})"
    );
    const auto deck = shelf.find(shelved);
    REQUIRE(deck);
    CHECK(deck->title == "Sugars");
    CHECK(deck->pages == 16);
    CHECK(deck->width == 1600);
    CHECK(deck->height == 900);
}

TEST_CASE("a folder with a damaged manifest is no deck") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    for (const auto* text : {"", "{", "[]", R"({"pages":"x"})", R"({"title":"x"})"}) {
        CAPTURE(text);
        data.write("decks/" + shelved + "/deck.json", text);
        CHECK_FALSE(shelf.find(shelved));
    }
}

TEST_CASE("only names that a deck's files have lead to a file") {
    const deck_shelf shelf("/data");
    CHECK(shelf.page_file(shelved, "1-480.webp") == "/data/decks/" + shelved + "/1-480.webp");
    CHECK(shelf.page_file(shelved, "300-1600.webp"));
    CHECK(shelf.page_file(shelved, "12.txt") == "/data/decks/" + shelved + "/12.txt");
    for (const auto* name :
         {"", ".txt", "0.txt", "01.txt", "1-500.webp", "1-480.png", "1-480.webp.bak", "1-480",
          "deck.json", "../1.txt", "-1.txt", "1--480.webp", "1-480.webp/", "1/2.txt",
          "99999999999999.txt", "1-0480.webp"}) {
        CAPTURE(name);
        CHECK_FALSE(shelf.page_file(shelved, name));
    }
    for (const auto* bad : {"", "..", "short", "../../../etc/passwd/", "0123456789abcde/"}) {
        CAPTURE(bad);
        CHECK_FALSE(shelf.page_file(bad, "1.txt"));
        CHECK_FALSE(shelf.find(bad));
        CHECK_FALSE(shelf.remove(bad));
    }
    CHECK_FALSE(is_deck_hash(std::string(65, 'a')));
}

TEST_CASE("what a crash left unfinished is removed, and nothing else") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    data.write("tmp/deck-" + shelved + "/1-480.webp", "half");
    data.write("tmp/upload-7", "an upload of somebody else");
    data.write("decks/" + shelved + "/1.txt", "ready");
    data.write("decks/d3.pdf", "%PDF-");
    REQUIRE(shelf.prepare());
    CHECK_FALSE(fs::exists(shelf.workshop(shelved)));
    CHECK(fs::exists(data.path() / "tmp/upload-7"));
    CHECK(fs::exists(data.path() / "decks" / shelved / "1.txt"));
    CHECK(fs::exists(shelf.original(deck_id{3})));
}

TEST_CASE("the uploads that are still to be rendered are known by their decks") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    CHECK(shelf.originals().empty());  // there is no folder yet
    REQUIRE(shelf.prepare());
    CHECK(shelf.originals().empty());
    for (const auto* name :
         {"d3.pdf", "d12.pdf", "d03.pdf", "d0.pdf", "d3.PDF", "D4.pdf", "d5.pdf.bak", "notes.pdf",
          "d.pdf", "d6", ".pdf"}) {
        data.write(fs::path("decks") / name, "%PDF-");
    }
    fs::create_directories(data.path() / "decks/d7.pdf");
    data.write("decks/" + shelved + "/d8.pdf", "%PDF-");
    auto found = shelf.originals();
    std::ranges::sort(found);
    CHECK(found == std::vector{deck_id{3}, deck_id{12}});
    CHECK(shelf.remove_original(deck_id{3}));
    CHECK(shelf.remove_original(deck_id{3}));
    CHECK(shelf.originals() == std::vector{deck_id{12}});
}

TEST_CASE("a removed deck is gone, and removing it again is no error") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    REQUIRE(shelf.prepare());
    data.write("decks/" + shelved + "/1.txt", "ready");
    CHECK(shelf.remove(shelved));
    CHECK_FALSE(fs::exists(shelf.folder(shelved)));
    CHECK(fs::is_empty(data.path() / "tmp"));
    CHECK(shelf.remove(shelved));
}

TEST_CASE("the same file under the same key has the same shelved, known from elsewhere") {
    const test::temporary_folder data;
    const auto file = data.write("a.pdf", "what do ya want for nothing?");
    // RFC 4231, test case 2, first 20 bytes.
    CHECK(*deck_hash(file, "Jefe") == "5bdcc146bf60754e6a042426089575c75a003f08");
    CHECK(*deck_hash(data.write("b.pdf", data.read("a.pdf")), "Jefe") == *deck_hash(file, "Jefe"));
    CHECK(*deck_hash(file, "jefe") != *deck_hash(file, "Jefe"));
    CHECK(is_deck_hash(*deck_hash(file, "Jefe")));
    const auto large = data.write("large", std::string(200'001, 'x'));
    const auto other = data.write("other", std::string(200'000, 'x') + "y");
    CHECK(*deck_hash(large, "k") != *deck_hash(other, "k"));
    CHECK_FALSE(deck_hash(data.path() / "gone", "k"));
}

TEST_CASE("the decks on the shelf are known by their hashes") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    CHECK(shelf.hashes().empty());  // there is no folder yet
    REQUIRE(shelf.prepare());
    data.write("decks/" + shelved + "/1.txt", "ready");
    data.write("decks/a-second-deck_of-this-shelf/1.txt", "ready");
    data.write("decks/short/1.txt", "no deck");
    data.write("decks/notes-about-the-decks.txt", "no deck");
    data.write("decks/d3.pdf", "%PDF-");
    auto found = shelf.hashes();
    std::ranges::sort(found);
    CHECK(found == std::vector<std::string>{shelved, "a-second-deck_of-this-shelf"});
}

TEST_CASE("pages that are set aside are not on the shelf, and come back whole unless made again") {
    const test::temporary_folder data;
    const deck_shelf shelf(data.path());
    REQUIRE(shelf.prepare());
    const auto page = "decks/" + shelved + "/1.txt";
    const auto none = shelf.set_aside(shelved);
    REQUIRE(none);
    CHECK(none->empty());

    data.write(page, "first");
    const auto first = shelf.set_aside(shelved);
    REQUIRE(first);
    CHECK(shelf.hashes().empty());
    CHECK(shelf.put_back(*first, shelved));
    CHECK(data.read(page) == "first");

    const auto again = shelf.set_aside(shelved);
    data.write(page, "second");
    const auto other = shelf.set_aside(shelved);
    data.write(page, "third");
    REQUIRE((again && other));
    CHECK(*again != *other);
    CHECK(shelf.put_back(*again, shelved));
    CHECK(shelf.remove_aside(*other));
    CHECK(data.read(page) == "third");
    CHECK(fs::is_empty(data.path() / "tmp"));
    CHECK_FALSE(shelf.set_aside("../" + shelved));
}
