#include "store/decks.hpp"

#include <algorithm>
#include <fstream>

#include "api/api_world.hpp"
#include "decks/tiny_pdf.hpp"
#include "store/mails.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct course_with_decks {
    said upload(const std::string& name, const std::string& file) {
        return world.upload(course.session_path() + "/decks/" + name, file, course.lecturer);
    }
    json deck(const std::string& id) {
        return world.get(course.path + "/decks/" + id, course.lecturer).body;
    }
    /// The deck once its rendering has ended.
    json rendered(const std::string& id) {
        // The tools run at nice 10 on a machine that may be busy.
        for (int i = 0; i < 6 && deck(id)["state"] == "rendering"; ++i) {
            api_world::wait([&] { return deck(id)["state"] != "rendering"; });
        }
        return deck(id);
    }
    /// Uploads a deck that takes minutes to render, and waits until it is being drawn.
    std::string upload_slow(const std::string& sessions_decks) {
        const auto file = pdf_that_takes_forever(14 + ++slow_decks);
        const auto taken = world.upload(sessions_decks + "/slow.pdf", file, course.lecturer);
        REQUIRE(taken.status == 202);
        const auto id = taken.body["id"].get<std::string>();
        REQUIRE(api_world::wait([&] { return deck(id)["pages"] == 1; }));
        return id;
    }
    std::vector<deck_id> originals() {
        auto found = world.shelf().originals();
        std::ranges::sort(found);
        return found;
    }
    void resume() {
        boost::asio::co_spawn(
            world.first_shard().io(), world.all().resume_decks(), boost::asio::use_future
        )
            .get();
    }
    bool is_shelf_empty() { return std::filesystem::is_empty(world.shelf().decks()); }
    std::vector<deck_view> in_room() { return world.state(course.session)->slides.decks(); }

    api_world world;
    course_with_people course{world};
    int slow_decks = 0;
};

const std::string two_slides = pdf_of({{"First slide"}, {"Second slide"}}, "Sugars on the surface");

}  // namespace

TEST_CASE(
    "an uploaded deck is rendered, appears in the room, is served, and goes when it is removed"
) {
    course_with_decks in;
    const auto taken = in.upload("Week 2.1 Sugars.pdf", two_slides);
    CHECK(taken.status == 202);
    CHECK(taken.body["state"] == "rendering");
    CHECK(taken.body["title"] == "Week 2.1 Sugars");
    const auto id = taken.body["id"].get<std::string>();

    const auto deck = in.rendered(id);
    CHECK(deck["state"] == "ready");
    CHECK(deck["title"] == "Sugars on the surface");
    CHECK(deck["pages"] == 2);
    CHECK(deck["pages_done"] == 2);
    CHECK(deck["error"] == nullptr);
    const auto shown = in.in_room();
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].deck.text() == id);
    CHECK(deck["hash"] == shown[0].hash);
    const auto room = in.world.get(in.course.session_path(), in.course.attendee).body;
    CHECK(room["decks"] == json::array({deck}));

    const auto folder = "/decks/" + deck["hash"].get<std::string>();
    const auto picture = in.world.get(folder + "/2-960.webp");
    CHECK(picture.status == 200);
    CHECK(picture.header("content-type") == "image/webp");
    CHECK(picture.header("cache-control") == "public, max-age=31536000, immutable");
    CHECK(std::filesystem::file_size(picture.raw.file) > 0);
    CHECK(in.world.get(folder + "/1.txt").status == 200);
    for (const auto* none : {"/3-960.webp", "/2-961.webp", "/0-960.webp", "/deck.json", "/3.txt"}) {
        CHECK(in.world.get(folder + none).status == 404);
    }

    CHECK(in.world.remove(in.course.path + "/decks/" + id, in.course.moderator).status == 204);
    CHECK(in.in_room().empty());
    CHECK(in.deck(id)["error"]["code"] == "not_found");
    CHECK(in.world.get(folder + "/2-960.webp").status == 404);
}

TEST_CASE(
    "the same file again is the same deck; in another session it is another one with the same pages"
) {
    course_with_decks in;
    const auto first = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
    const auto ready = in.rendered(first);
    REQUIRE(ready["state"] == "ready");
    const auto again = in.upload("b.pdf", two_slides);
    CHECK(again.status == 202);
    CHECK(again.body == ready);

    const auto path = in.course.path + "/sessions/mon-2/decks";
    const auto other = in.world.upload(path + "/a.pdf", two_slides, in.course.lecturer);
    const auto second = other.body["id"].get<std::string>();
    CHECK(second != first);
    CHECK(in.rendered(second)["hash"] == ready["hash"]);
    CHECK(in.world.remove(in.course.path + "/decks/" + first, in.course.lecturer).status == 204);
    const auto page = "/decks/" + ready["hash"].get<std::string>() + "/1-480.webp";
    CHECK(in.world.get(page).status == 200);
    CHECK(in.world.remove(in.course.path + "/decks/" + second, in.course.lecturer).status == 204);
    CHECK(in.world.get(page).status == 404);
}

TEST_CASE("what is not a PDF is refused at once") {
    course_with_decks in;
    const auto refused = in.upload("slides.pptx", "PK not a pdf");
    CHECK(refused.status == 400);
    CHECK(refused.body["error"]["detail"].get<std::string>().find("PDF") != std::string::npos);
    CHECK(
        in.world.get(in.course.session_path() + "/decks", in.course.lecturer).body["decks"].empty()
    );
}

TEST_CASE("a PDF that cannot be drawn fails with a sentence, and can be uploaded again") {
    course_with_decks in;
    const std::string broken = "%PDF-1.4\nnothing of use";
    const auto id = in.upload("broken.pdf", broken).body["id"].get<std::string>();
    const auto failed = in.rendered(id);
    CHECK(failed["state"] == "failed");
    CHECK_FALSE(failed["error"].get<std::string>().empty());
    CHECK(in.in_room().empty());
    const auto again = in.upload("broken.pdf", broken);
    CHECK(again.status == 202);
    CHECK(again.body["id"] != id);
}

TEST_CASE("a deck whose rendering a restart interrupted is taken up again") {
    course_with_decks in;
    const auto id = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
    const auto ready = in.rendered(id);
    REQUIRE(ready["state"] == "ready");
    // As a crash leaves it between the attachment and the row, and before anything was done.
    const auto unfinished = must(write(in.world.kept(), [&](database& db) -> result<deck_id> {
        auto deck = must(decks::find(db, *deck_id::parse(id)));
        deck.state = deck_state::rendering;
        must(decks::change(db, deck));
        deck.session = must(sessions::of_course(db, deck.course)).at(1).id;
        return decks::add(db, deck);
    }));
    in.resume();
    CHECK(in.rendered(id)["state"] == "ready");
    CHECK(in.rendered(unfinished.text())["state"] == "ready");
    CHECK(in.in_room().size() == 1);
}

struct rows_without_file : course_with_decks {
    rows_without_file() {
        const auto ready = rendered(upload("a.pdf", two_slides).body["id"]);
        const auto id = *deck_id::parse(ready["id"].get<std::string>());
        lost = must(write(world.kept(), [&](database& db) -> result<std::string> {
            auto deck = must(decks::find(db, id));
            deck.state = deck_state::rendering;
            deck.session = must(sessions::of_course(db, deck.course)).at(1).id;
            const auto made = must(decks::add(db, deck));
            must(decks::remove(db, id));
            return made.text();
        }));
        hash = ready["hash"];
        pages = must(world.shelf().set_aside(hash));
    }

    std::string lost;  ///< A deck as a crash leaves it between its row and its file.
    std::string hash;
    std::filesystem::path pages;  ///< What its file would become.
};

TEST_CASE_FIXTURE(
    rows_without_file, "a deck whose file never came fails after a restart, before its turn comes"
) {
    upload_slow(course.session_path() + "/decks");
    resume();
    const auto failed = rendered(lost);
    CHECK(failed["state"] == "failed");
    CHECK(failed["error"] == "The upload broke off; upload the file again.");
    CHECK(originals().size() == 1);
}

TEST_CASE_FIXTURE(
    rows_without_file, "a deck whose file never came is completed by the same file, sent again"
) {
    const auto again =
        world.upload(course.path + "/sessions/mon-2/decks/a.pdf", two_slides, course.lecturer);
    CHECK(again.status == 202);
    CHECK(again.body["id"] == lost);
    CHECK(rendered(lost)["state"] == "ready");
    CHECK(originals().empty());
}

TEST_CASE_FIXTURE(
    rows_without_file, "a deck whose file never came shows the pages that the file has elsewhere"
) {
    resume();
    must(world.shelf().put_back(pages, hash));
    CHECK(rendered(lost)["state"] == "ready");
}

TEST_CASE("deleting a deck stops its rendering: the next one is rendered, and no file is left") {
    course_with_decks in;
    const auto decks = in.course.session_path() + "/decks";
    const auto slow = in.upload_slow(decks);
    const auto waiting = in.upload("w.pdf", pdf_of({{"Waits"}})).body["id"].get<std::string>();
    const auto next = in.upload("n.pdf", two_slides).body["id"].get<std::string>();
    CHECK(in.originals().size() == 3);
    for (const auto& id : {waiting, slow}) {
        CHECK(in.world.remove(in.course.path + "/decks/" + id, in.course.lecturer).status == 204);
        CHECK(in.deck(id)["error"]["code"] == "not_found");
        CHECK_FALSE(std::filesystem::exists(in.world.shelf().original(*deck_id::parse(id))));
    }
    CHECK(in.rendered(next)["state"] == "ready");
    const auto shown = in.in_room();
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].deck.text() == next);
    CHECK(in.originals().empty());
    CHECK(in.world.remove(in.course.path + "/decks/" + next, in.course.lecturer).status == 204);
    CHECK(in.is_shelf_empty());
}

TEST_CASE("deleting a deck does not stop that of the same file in another session") {
    course_with_decks in;
    const auto other = in.course.path + "/sessions/mon-2/decks/a.pdf";
    const auto slow = in.upload_slow(in.course.session_path() + "/decks");
    const auto first = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
    const auto second = in.world.upload(other, two_slides, in.course.lecturer).body["id"];
    for (const auto& id : {first, slow}) {
        CHECK(in.world.remove(in.course.path + "/decks/" + id, in.course.lecturer).status == 204);
    }
    CHECK(in.rendered(second)["state"] == "ready");
    CHECK(in.originals().empty());
}

TEST_CASE("deleting a session or a course stops the rendering of its decks") {
    course_with_decks in;
    const auto second = in.course.path + "/sessions/mon-2";
    in.upload_slow(second + "/decks");
    CHECK(in.world.remove(second, in.course.organizer).status == 204);
    CHECK(in.originals().empty());

    in.upload_slow(in.course.session_path() + "/decks");
    in.upload("w.pdf", two_slides);
    const course_with_people elsewhere(in.world, "chemistry");
    const auto waiting = in.world.upload(
        elsewhere.session_path() + "/decks/n.pdf", pdf_of({{"Elsewhere"}}), elsewhere.lecturer
    );
    CHECK(
        in.world.remove(in.course.path, in.course.organizer, {{"confirm", "immunology"}}).status ==
        204
    );
    const auto path = elsewhere.path + "/decks/" + waiting.body["id"].get<std::string>();
    const auto is_ready = [&] {
        return in.world.get(path, elsewhere.lecturer).body["state"] == "ready";
    };
    CHECK((api_world::wait(is_ready) || api_world::wait(is_ready)));
    CHECK(in.originals().empty());
    CHECK(in.world.remove(path, elsewhere.lecturer).status == 204);
    CHECK(in.is_shelf_empty());
}

TEST_CASE("an upload that finds the queue full is refused, and leaves no file behind") {
    course_with_decks in;
    in.upload_slow(in.course.session_path() + "/decks");
    for (std::size_t i = 0; i < deck_queue::course_max; ++i) {
        REQUIRE(in.upload("w.pdf", pdf_of({{"Waits " + std::to_string(i)}})).status == 202);
    }
    const auto before = in.originals();
    CHECK(before.size() == deck_queue::course_max + 1);
    CHECK(in.upload("one-more.pdf", two_slides).status == 503);
    CHECK(in.originals() == before);
    const auto listed =
        in.world.get(in.course.session_path() + "/decks", in.course.lecturer).body["decks"];
    CHECK(listed.size() == before.size());
    CHECK(
        in.world.remove(in.course.path, in.course.organizer, {{"confirm", "immunology"}}).status ==
        204
    );
    CHECK(api_world::wait([&] { return in.is_shelf_empty(); }));
}

TEST_CASE("a deck that waits says its place, and the queue of one course is not full for another") {
    course_with_decks in;
    in.upload_slow(in.course.session_path() + "/decks");
    for (std::size_t i = 0; i < deck_queue::course_max; ++i) {
        const auto waits = in.upload("w.pdf", pdf_of({{"Waits " + std::to_string(i)}}));
        REQUIRE(waits.status == 202);
        CHECK(waits.body["place_in_line"] == i + 1);
    }
    CHECK(in.upload("one-more.pdf", two_slides).status == 503);
    const course_with_people elsewhere(in.world, "chemistry");
    const auto decks = elsewhere.session_path() + "/decks";
    const auto other = in.world.upload(decks + "/n.pdf", two_slides, elsewhere.lecturer);
    CHECK(other.status == 202);
    CHECK(other.body["place_in_line"] == 1);
    const auto listed = in.world.get(decks, elsewhere.lecturer).body["decks"];
    CHECK(listed[0]["place_in_line"] == 1);
    const auto slow = in.world.get(in.course.session_path() + "/decks", in.course.lecturer);
    CHECK_FALSE(slow.body["decks"][0].contains("place_in_line"));
    const json confirmed{{"confirm", "immunology"}};
    CHECK(in.world.remove(in.course.path, in.course.organizer, confirmed).status == 204);
    const auto path = elsewhere.path + "/decks/" + other.body["id"].get<std::string>();
    const auto is_ready = [&] {
        return in.world.get(path, elsewhere.lecturer).body["state"] == "ready";
    };
    CHECK((api_world::wait(is_ready) || api_world::wait(is_ready)));
    CHECK_FALSE(in.world.get(path, elsewhere.lecturer).body.contains("place_in_line"));
}

TEST_CASE("at the start the uploads that no deck needs are removed, and nothing else") {
    course_with_decks in;
    const auto id = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
    const auto ready = in.rendered(id);
    REQUIRE(ready["state"] == "ready");
    const auto& shelf = in.world.shelf();
    const auto put = [&](const std::string& name, const std::string& text) {
        std::ofstream(shelf.decks() / name, std::ios::binary) << text;
    };
    // A crash between the deletion of a row and that of its file; a deck that is ready; others.
    put("d999.pdf", two_slides);
    put(id + ".pdf", two_slides);
    put("notes.pdf", "kept");
    put("d999.txt", "kept");
    const auto unfinished = must(write(in.world.kept(), [&](database& db) -> result<deck_id> {
        auto deck = must(decks::find(db, *deck_id::parse(id)));
        deck.state = deck_state::rendering;
        deck.hash = "0123456789abcdef0123456789abcdef01234567";
        return decks::add(db, deck);
    }));
    put(unfinished.text() + ".pdf", pdf_of({{"Unfinished"}}));
    in.resume();
    CHECK_FALSE(std::filesystem::exists(shelf.original(deck_id{999})));
    CHECK_FALSE(std::filesystem::exists(shelf.original(*deck_id::parse(id))));
    CHECK(std::filesystem::exists(shelf.decks() / "notes.pdf"));
    CHECK(std::filesystem::exists(shelf.decks() / "d999.txt"));
    const auto resumed = in.rendered(unfinished.text());
    CHECK(resumed["state"] == "ready");
    CHECK(resumed["pages"] == 1);
    CHECK(in.deck(id) == ready);
    CHECK(in.originals().empty());
}

TEST_CASE("at the start the pages that no deck needs are removed, and nothing else") {
    course_with_decks in;
    const auto id = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
    const auto ready = in.rendered(id);
    REQUIRE(ready["state"] == "ready");
    const auto& shelf = in.world.shelf();
    const auto put = [&](const std::string& folder) {
        std::filesystem::create_directories(shelf.decks() / folder);
        std::ofstream(shelf.decks() / folder / "1.txt") << "pages";
        return "/decks/" + folder + "/1.txt";
    };
    // A crash between the deletion of rows and that of the pages; a failed deck; others' folders.
    const auto gone = put("0123456789abcdef0123456789abcdef01234567");
    const auto failed = put("fedcba9876543210fedcba9876543210fedcba98");
    put("notes");
    must(write(in.world.kept(), [&](database& db) -> result<deck_id> {
        auto deck = must(decks::find(db, *deck_id::parse(id)));
        deck.state = deck_state::failed;
        deck.hash = "fedcba9876543210fedcba9876543210fedcba98";
        return decks::add(db, deck);
    }));
    CHECK(in.world.get(gone).status == 200);
    in.resume();
    CHECK(in.world.get(gone).status == 404);
    CHECK(in.world.get(failed).status == 404);
    CHECK(std::filesystem::exists(shelf.decks() / "notes" / "1.txt"));
    CHECK(in.deck(id) == ready);
    const auto page = "/decks/" + ready["hash"].get<std::string>() + "/2.txt";
    CHECK(in.world.get(page).status == 200);
}

TEST_CASE("a start beside a database that never had a deck touches no deck") {
    course_with_decks in;
    const auto& shelf = in.world.shelf();
    const auto folder = shelf.decks() / "0123456789abcdef0123456789abcdef01234567";
    std::filesystem::create_directories(folder);
    std::ofstream(shelf.original(deck_id{7})) << two_slides;
    in.resume();
    CHECK(std::filesystem::exists(folder));
    CHECK(std::filesystem::exists(shelf.original(deck_id{7})));
}

TEST_CASE("pages go with the last deck that shows them, also if the same file has failed elsewhere"
) {
    course_with_decks in;
    const auto id = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
    const auto ready = in.rendered(id);
    REQUIRE(ready["state"] == "ready");
    must(write(in.world.kept(), [&](database& db) -> result<deck_id> {
        auto deck = must(decks::find(db, *deck_id::parse(id)));
        deck.session = must(sessions::of_course(db, deck.course)).at(1).id;
        deck.state = deck_state::failed;
        return decks::add(db, deck);
    }));
    CHECK(in.world.remove(in.course.path + "/decks/" + id, in.course.lecturer).status == 204);
    const auto page = "/decks/" + ready["hash"].get<std::string>() + "/2.txt";
    CHECK(in.world.get(page).status == 404);
    CHECK(in.is_shelf_empty());
}

TEST_CASE("a file that is uploaded while its pages are being removed is shown in the end") {
    course_with_decks in;
    const auto other = in.course.path + "/sessions/mon-2/decks/a.pdf";
    for (int round = 0; round < 3; ++round) {
        const auto first = in.upload("a.pdf", two_slides).body["id"].get<std::string>();
        REQUIRE(in.rendered(first)["state"] == "ready");
        auto going =
            in.world.request("DELETE", in.course.path + "/decks/" + first, in.course.lecturer);
        auto removal = in.world.begin(going);
        const auto taken = in.world.upload(other, two_slides, in.course.lecturer);
        CHECK(removal.get().status == 204);
        const auto second = taken.body["id"].get<std::string>();
        const auto shown = in.rendered(second);
        REQUIRE(shown["state"] == "ready");
        const auto page = "/decks/" + shown["hash"].get<std::string>() + "/2.txt";
        CHECK(api_world::wait([&] { return in.world.get(page).status == 200; }));
        const auto path = in.course.path + "/decks/" + second;
        CHECK(in.world.remove(path, in.course.lecturer).status == 204);
        CHECK(in.is_shelf_empty());
    }
}

TEST_CASE("the files of a deleted course's letters go with it, and those of other courses stay") {
    course_with_decks in;
    const course_with_people elsewhere(in.world, "chemistry");
    const auto outbox = in.world.folder() / "outbox";
    std::filesystem::create_directories(outbox);
    const auto letters_of = [&](const std::string& slug) {
        auto list = [slug](database& db) -> result<std::vector<mail_id>> {
            const auto course = courses::find(db, std::string_view(slug));
            if (!course) return course.error();
            return mails::ids_of_course(db, course->id);
        };
        return must(read(in.world.kept(), list));
    };
    const auto write_files = [&](const std::vector<mail_id>& letters) {
        REQUIRE_FALSE(letters.empty());
        for (const auto one : letters) std::ofstream(outbox / (one.text() + ".eml")) << "Dear";
    };
    const auto count_files = [&](const std::vector<mail_id>& letters) {
        return std::ranges::count_if(letters, [&](mail_id one) {
            return std::filesystem::exists(outbox / (one.text() + ".eml"));
        });
    };
    const auto going = letters_of("immunology");
    const auto staying = letters_of("chemistry");
    write_files(going);
    write_files(staying);
    const json confirmed{{"confirm", "immunology"}};
    CHECK(in.world.remove(in.course.path, in.course.organizer, confirmed).status == 204);
    CHECK(count_files(going) == 0);
    CHECK(count_files(staying) == std::ssize(staying));
}
