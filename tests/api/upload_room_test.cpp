#include "api/upload_room.hpp"

#include "api/api_world.hpp"
#include "base/disk_use.hpp"
#include "decks/tiny_pdf.hpp"
#include "store/uploads.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct uploading {
    said upload(const std::string& file, const credential& by) {
        return world.upload(course.session_path() + "/decks/a.pdf", file, by);
    }
    said upload(int number) { return upload(different(number), course.lecturer); }

    /// Files of the same size that differ. No tool can read them, so that their decks fail soon.
    static std::string different(int number) {
        auto text = "%PDF-1.4 " + std::to_string(number);
        text.resize(1000, ' ');
        return text;
    }

    /// The state of a deck once its rendering has ended.
    std::string state_of(const said& taken) {
        const auto path = course.path + "/decks/" + taken.body["id"].get<std::string>();
        std::string state;
        const auto has_ended = [&] {
            state = world.get(path, course.lecturer).body["state"];
            return state != "rendering";
        };
        for (int i = 0; i < 6 && !api_world::wait(has_ended); ++i) continue;
        return state;
    }

    upload_room::promise reserve(const upload_account& account, std::uint64_t bytes) {
        auto asked = promise_of(world.all().room(), account, bytes);
        auto& on = world.first_shard().io();
        auto made = boost::asio::co_spawn(on, std::move(asked), boost::asio::use_future);
        return *made.get();
    }

    static boost::asio::awaitable<std::optional<upload_room::promise>> promise_of(
        upload_room& room, upload_account account, std::uint64_t bytes
    ) {
        auto made = co_await room.reserve(std::move(account), bytes);
        co_return must(std::move(made));
    }

    void allow(const upload_quotas& quotas) { world.all().allow(quotas); }
    bool is_shelf_empty() { return std::filesystem::is_empty(world.shelf().decks()); }

    std::int64_t counted() {
        const auto find = [course = std::string("immunology"),
                           who = course.lecturer_id](database& db) -> result<std::int64_t> {
            const auto where = courses::find(db, course);
            if (!where) return where.error();
            const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
            return uploads::bytes_of(db, {where->id, who, day_of(now)});
        };
        return must(read(world.kept(), find));
    }

    api_world world;
    course_with_people course{world};
};

}  // namespace

TEST_CASE("a person uploads at most a quota in a day; others, the operator and same files go on") {
    uploading in;
    in.allow({.per_day = 2500});
    const auto first = in.upload(1);
    CHECK(first.status == 202);
    CHECK(in.upload(2).status == 202);
    CHECK(in.counted() == 2000);
    const auto refused = in.upload(3);
    CHECK(refused.status == 507);
    CHECK(refused.code() == "day_quota");
    CHECK(refused.body["error"]["detail"].get<std::string>().find("tomorrow") != std::string::npos);
    const auto wait = std::stoi(refused.header("retry-after"));
    CHECK((wait > 0 && wait <= 86'400));
    CHECK(in.counted() == 2000);
    CHECK(in.upload(uploading::different(3), in.course.moderator).status == 202);
    for (int i = 10; i < 15; ++i) {
        CHECK(in.upload(uploading::different(i), the_operator).status == 202);
    }
    in.allow({.per_day = 3000});
    CHECK(in.upload(4).status == 202);
    CHECK(in.upload(5).status == 507);
    in.allow({.per_day = 0});
    CHECK(in.upload(5).status == 202);
}

TEST_CASE("a token has a quota of its own") {
    uploading in;
    in.allow({.per_day = 1500});
    const auto made = in.world.post(
        in.course.path + "/tokens",
        {{"label", "import"}, {"scopes", json::array({"course:write"})}}, in.course.organizer
    );
    REQUIRE(made.status == 201);
    const credential token{{}, made.body["secret"], false};
    CHECK(in.upload(uploading::different(1), token).status == 202);
    CHECK(in.upload(uploading::different(2), token).code() == "day_quota");
    CHECK(in.upload(3).status == 202);
}

TEST_CASE("the decks of a course take at most a quota of the disk, until some are removed") {
    uploading in;
    const course_with_people elsewhere(in.world, "chemistry");
    const auto slow = pdf_that_takes_forever(14);  // waits, and keeps its size
    in.allow({.per_course = slow.size() + 1500});
    const auto kept = in.upload(slow, in.course.lecturer);
    REQUIRE(kept.status == 202);
    CHECK(in.upload(1).status == 202);
    const auto refused = in.upload(uploading::different(2), the_operator);
    CHECK(refused.status == 507);
    CHECK(refused.code() == "course_quota");
    CHECK(refused.body["error"]["detail"].get<std::string>().find("Remove") != std::string::npos);
    const auto other = elsewhere.session_path() + "/decks/a.pdf";
    CHECK(in.world.upload(other, slow, elsewhere.lecturer).status == 202);
    const auto path = in.course.path + "/decks/" + kept.body["id"].get<std::string>();
    CHECK(in.world.remove(path, in.course.lecturer).status == 204);
    CHECK(in.upload(2).status == 202);
}

TEST_CASE("a failed deck takes nothing of its course's room") {
    uploading in;
    in.allow({.per_course = 1500});
    for (int i = 0; i < 3; ++i) {
        const auto taken = in.upload(i);
        REQUIRE(taken.status == 202);
        CHECK(in.state_of(taken) == "failed");
    }
}

TEST_CASE("pages that go beyond the course's room fail with the remedy, and leave no file") {
    uploading in;
    const auto file = pdf_of({{"First slide"}, {"Second slide"}});
    in.allow({.per_course = file.size()});
    const auto taken = in.upload(file, in.course.lecturer);
    REQUIRE(taken.status == 202);
    CHECK(in.state_of(taken) == "failed");
    const auto path = in.course.path + "/decks/" + taken.body["id"].get<std::string>();
    const auto why = in.world.get(path, in.course.lecturer).body["error"].get<std::string>();
    CHECK(why.find("remove some") != std::string::npos);
    CHECK(api_world::wait([&] { return in.is_shelf_empty(); }));
    CHECK(in.world.state(in.course.session)->slides.decks().empty());
    in.allow({.per_course = 1 << 20});
    CHECK(in.state_of(in.upload(file, in.course.lecturer)) == "ready");
}

TEST_CASE("a deck counts what its pages take, and an upload that is not taken counts nothing") {
    uploading in;
    const auto file = pdf_of({{"First slide"}});
    CHECK(in.state_of(in.upload(file, in.course.lecturer)) == "ready");
    CHECK(in.counted() == std::ssize(file));
    CHECK(in.upload(file, in.course.lecturer).status == 202);  // the same deck
    CHECK(in.counted() == std::ssize(file));
    CHECK(in.upload("no PDF", in.course.lecturer).status == 400);
    CHECK(in.counted() == std::ssize(file));
    const auto sum = [](database& db) -> result<std::int64_t> {
        const auto course = courses::find(db, "immunology");
        return course ? decks::bytes_of_course(db, course->id) : course.error();
    };
    std::uintmax_t pages = 0;
    for (const auto& each :
         std::filesystem::recursive_directory_iterator(in.world.shelf().decks())) {
        const auto is_page = each.is_regular_file() && each.path().filename() != "deck.json";
        if (is_page) pages += each.file_size();
    }
    CHECK(must(read(in.world.kept(), sum)) == static_cast<std::int64_t>(pages));
}

TEST_CASE("uploads at the same time are promised no more together than there is room for") {
    uploading in;
    const auto course =
        must(read(in.world.kept(), [](database& db) { return courses::find(db, "immunology"); }));
    const auto reserve = [&](const std::string& uploader, std::uint64_t bytes) {
        return in.reserve({course.id, uploader, 1}, bytes);
    };
    in.allow({.per_day = 100, .per_course = 150});
    auto first = reserve("p1", 60);
    CHECK_FALSE(first.refused);
    CHECK(reserve("p1", 41).refused == upload_bound::day);
    auto second = reserve("p1", 40);
    CHECK_FALSE(second.refused);
    CHECK(reserve("p2", 51).refused == upload_bound::course);
    CHECK(reserve("", 51).refused == upload_bound::course);
    CHECK_FALSE(reserve("", 50).refused);  // given back at once
    CHECK_FALSE(reserve("p2", 50).refused);
    first.held = {};
    CHECK(reserve("p1", 61).refused == upload_bound::day);
    CHECK_FALSE(reserve("p1", 60).refused);
    CHECK(reserve("p3", 101).refused == upload_bound::day);
}

TEST_CASE("an upload to a disk that is full enough is refused with the remedy, and leaves nothing"
) {
    uploading in;
    const auto use = disk_use_at(in.world.folder());
    REQUIRE(use);
    if (use->percent() <= 1) return;  // an empty disk
    in.allow({.disk_percent = 1});
    const auto refused = in.upload(uploading::different(1), the_operator);
    CHECK(refused.status == 507);
    CHECK(refused.code() == "disk_quota");
    CHECK(refused.body["error"]["detail"].get<std::string>().find("operator") != std::string::npos);
    CHECK(in.is_shelf_empty());
    CHECK(in.counted() == 0);
    in.allow({.disk_percent = 100});
    CHECK(in.upload(1).status == 202);
}

TEST_CASE("an upload is promised room only while the disk is not too full") {
    uploading in;
    const auto use = disk_use_at(in.world.folder());
    REQUIRE(use);
    const auto is_refused = [&](std::uint64_t bytes) {
        return in.reserve({course_id{1}, "p1", 1}, bytes).refused == upload_bound::disk;
    };
    in.allow({.disk_percent = 100});
    CHECK_FALSE(is_refused(1000));
    CHECK(is_refused(use->all));
    if (use->percent() > 2) {
        in.allow({.disk_percent = 1});
        CHECK(is_refused(1000));
    }
}
