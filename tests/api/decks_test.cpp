#include "store/decks.hpp"

#include "api/api_world.hpp"
#include "decks/tiny_pdf.hpp"

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
    std::vector<deck_view> in_room() { return world.state(course.session)->slides.decks(); }

    api_world world;
    course_with_people course{world};
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
    boost::asio::co_spawn(
        in.world.first_shard().io(), in.world.all().resume_decks(), boost::asio::use_future
    )
        .get();
    CHECK(in.rendered(id)["state"] == "ready");
    CHECK(in.rendered(unfinished.text())["state"] == "ready");
    CHECK(in.in_room().size() == 1);
}
