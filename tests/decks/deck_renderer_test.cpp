#include "decks/deck_renderer.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <mutex>
#include <set>
#include <utility>

#include "decks/pictures.hpp"
#include "decks/tiny_pdf.hpp"
#include "support/source_dir.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::string hash = "0123456789abcdef0123456789abcdef01234567";

/// A renderer on a data folder of its own, asked in the blocking way.
struct conversions {
    explicit conversions(deck_limits limits = {}, std::optional<sandbox_kind> forced = {})
        : shelf(data.path()),
          renderer((REQUIRE(shelf.prepare()), shelf), std::move(limits), forced) {}

    fs::path upload(const std::string& pdf) {
        return data.write("decks/d" + std::to_string(++uploads) + ".pdf", pdf);
    }

    result<rendered_deck> convert(const fs::path& file, const std::string& as = hash) {
        auto answer = std::make_shared<std::promise<result<rendered_deck>>>();
        auto arrived = answer->get_future();
        const auto accepted = renderer.render(
            {file, as, "week_2 Sugars.pdf"},
            [this](int done, int of) { progress.emplace_back(done, of); },
            [answer](result<rendered_deck> said) { answer->set_value(std::move(said)); }
        );
        REQUIRE(accepted);
        REQUIRE(arrived.wait_for(120s) == std::future_status::ready);
        return arrived.get();
    }
    result<rendered_deck> convert_text(const std::string& pdf) { return convert(upload(pdf)); }

    /// Nothing of the deck is left: no folder, no workshop, no upload.
    bool is_clean() const {
        return !fs::exists(shelf.folder(hash)) && fs::is_empty(data.path() / "tmp") &&
               fs::is_empty(data.path() / "decks");
    }

    test::temporary_folder data;
    deck_shelf shelf;
    int uploads = 0;
    std::vector<std::pair<int, int>> progress;
    deck_renderer renderer;  // last: its thread uses what is above
};

std::string failure(const result<rendered_deck>& answer) {
    REQUIRE_FALSE(answer);
    return answer.error().detail;
}

/// A request that is asked without waiting.
struct asked_deck {
    std::promise<void> begun;  ///< Its pages are counted, and the first is being drawn.
    std::promise<result<rendered_deck>> said;
    std::atomic<int> times_begun = 0;
};

std::shared_ptr<asked_deck> ask(conversions& at, const fs::path& file, deck_id deck) {
    auto asked = std::make_shared<asked_deck>();
    // Each has a hash of its own, because a deck that is on the shelf is not converted again.
    const auto named = hash + deck.text();
    REQUIRE(at.renderer.render(
        {file, named, "x.pdf", deck},
        [asked](int done, int) {
            if (done == 0 && ++asked->times_begun == 1) asked->begun.set_value();
        },
        [asked](result<rendered_deck> said) { asked->said.set_value(std::move(said)); }
    ));
    return asked;
}

template <class Value>
std::future<Value> soon(std::promise<Value>& promised) {
    auto future = promised.get_future();
    REQUIRE(future.wait_for(60s) == std::future_status::ready);
    return future;
}

struct process {
    std::string name;
    char state = 'X';  ///< As in proc(5); X when there is no such process.
    int parent = 0;
};

process process_of(int id) {
    std::ifstream in("/proc/" + std::to_string(id) + "/stat");
    const std::string line{std::istreambuf_iterator<char>(in), {}};
    const auto from = line.find('('), to = line.rfind(')');
    if (to == std::string::npos) return {};
    process found{line.substr(from + 1, to - from - 1)};
    std::istringstream(line.substr(to + 1)) >> found.state >> found.parent;
    return found;
}

/// The processes that draw pages for this one, also inside a sandbox.
std::set<int> drawing_processes() {
    std::set<int> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto id = std::atoi(entry.path().filename().c_str());
        if (id == 0 || process_of(id).name != "pdftocairo") continue;
        int above = id;
        while (above > 1 && above != getpid()) above = process_of(above).parent;
        if (above == getpid()) found.insert(id);
    }
    return found;
}

bool has_ended(int id) {
    const auto state = process_of(id).state;
    return state == 'X' || state == 'Z';
}

template <class Holds>
bool comes_true(Holds holds) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

}  // namespace

TEST_CASE("a PDF becomes pictures of every page at every width, and its text") {
    for (const auto kind : {sandbox().kind(), sandbox_kind::limits_only}) {
        conversions at({}, kind);
        const auto upload =
            at.upload(test::pdf_of({{"First slide"}, {"Second slide"}}, "Sugars on the surface"));
        const auto deck = at.convert(upload);
        REQUIRE(deck);
        CHECK(deck->title == "Sugars on the surface");
        CHECK(deck->pages == 2);
        CHECK(deck->width == 1600);
        CHECK(deck->height == 900);
        CHECK(at.progress == std::vector<std::pair<int, int>>{{0, 2}, {1, 2}, {2, 2}});

        const auto folder = "decks/" + hash + "/";
        for (const auto* page : {"1", "2"}) {
            for (const int width : {480, 960, 1600}) {
                const auto picture =
                    at.data.read(folder + page + "-" + std::to_string(width) + ".webp");
                const auto size = test::size_of_webp(picture);
                CHECK(size.width == width);
                CHECK(size.height == width * 9 / 16);
                CHECK(picture.size() < 20'000);
            }
        }
        CHECK(at.data.read(folder + "1.txt") == "First slide");
        CHECK(at.data.read(folder + "2.txt") == "Second slide");
        CHECK_FALSE(fs::exists(upload));
        CHECK(fs::is_empty(at.data.path() / "tmp"));
    }
}

TEST_CASE("a deck that is on the shelf is ready at once, without its file") {
    conversions at;
    REQUIRE(at.convert_text(test::pdf_of({{"Slide"}}, "Sugars")));
    at.progress.clear();
    const auto again = at.convert(at.data.path() / "gone.pdf");
    REQUIRE(again);
    CHECK(again->title == "Sugars");
    CHECK(again->pages == 1);
    CHECK(at.progress.empty());
}

TEST_CASE("a folder without a manifest is not a deck and is replaced") {
    conversions at;
    at.data.write("decks/" + hash + "/9-480.webp", "left by something else");
    REQUIRE(at.convert_text(test::pdf_of({{"Slide"}})));
    CHECK_FALSE(fs::exists(at.shelf.folder(hash) / "9-480.webp"));
    CHECK(at.shelf.find(hash));
}

TEST_CASE("a PDF without a title is called after its file") {
    conversions at;
    const auto deck = at.convert_text(test::pdf_of({{"Slide"}}));
    REQUIRE(deck);
    CHECK(deck->title == "week 2 Sugars");
    CHECK(title_of_file("C:\\slides\\Week_1.PDF") == "Week 1");
    CHECK(title_of_file("../x.pdf") == "x");
    CHECK(title_of_file("") == "Slides");
    CHECK(title_of_file(".pdf") == "Slides");
}

TEST_CASE("turned and cropped pages come out as a viewer shows them") {
    conversions at;
    const auto deck = at.convert_text(test::pdf_of(
        {{.words = "Turned", .box = "0 0 400 225", .more = "/Rotate 90"},
         {.words = "Cropped", .box = "0 0 400 400", .more = "/CropBox[0 50 400 250]"},
         {.words = "Cut off", .box = "0 0 800 400", .more = "/CropBox[400 200 800 400]"}}
    ));
    REQUIRE(deck);
    CHECK(deck->height == 2844);  // 1600 × 400 / 225 is 2844.4
    const auto cropped = test::size_of_webp(at.data.read("decks/" + hash + "/2-960.webp"));
    CHECK(cropped.height == 480);
    CHECK(at.data.read("decks/" + hash + "/1.txt") == "Turned");
    CHECK(at.data.read("decks/" + hash + "/2.txt") == "Cropped");
    CHECK(at.data.read("decks/" + hash + "/3.txt").empty());
}

TEST_CASE("a Chinese slide whose font is not in the file shows Chinese") {
    conversions at;
    REQUIRE(at.convert_text(test::pdf_in_chinese()));
    CHECK(at.data.read("decks/" + hash + "/1.txt") == "免疫学");
    // Characters of many strokes take 1.8 kB; the empty boxes of a missing font take 0.3 kB.
    CHECK(at.data.read("decks/" + hash + "/1-960.webp").size() > 1'200);
}

TEST_CASE("an example deck with drawings and photographs stays within a phone's budget") {
    conversions at;
    const auto source =
        test::source_dir() / "docs/examples/cutting-edge-immunology/decks/mon-1.pdf";
    const auto upload = at.data.path() / "decks/d1.pdf";
    fs::copy_file(source, upload);
    const auto deck = at.convert(upload);
    REQUIRE(deck);
    CHECK(deck->pages >= 5);
    std::uintmax_t bytes = 0;
    for (int page = 1; page <= deck->pages; ++page) {
        bytes += fs::file_size(at.shelf.folder(hash) / (std::to_string(page) + "-960.webp"));
    }
    CHECK(bytes / static_cast<unsigned>(deck->pages) < 60'000);
}

TEST_CASE("what is not a PDF is refused in one sentence") {
    conversions at;
    CHECK(
        failure(at.convert_text("PK\x03\x04 a presentation")) ==
        "This is not a PDF file; export the slides as PDF."
    );
    CHECK(failure(at.convert_text("")) == "This is not a PDF file; export the slides as PDF.");
    CHECK(at.is_clean());
}

TEST_CASE("a file that is gone is asked for again") {
    conversions at;
    const auto answer = at.convert(at.data.path() / "gone.pdf");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == error_code::not_found);
}

TEST_CASE("a broken PDF is refused in one sentence") {
    conversions at;
    const auto whole = test::pdf_of({{"Slide"}});
    const auto sentence =
        "The PDF cannot be read: it is damaged or too complex; export the PDF again.";
    CHECK(failure(at.convert_text("%PDF-1.7\n" + std::string(100'000, '\xff'))) == sentence);
    CHECK(failure(at.convert_text(whole.substr(0, 20))) == sentence);
    CHECK(at.is_clean());
}

TEST_CASE("a PDF with a password is refused, one that only forbids copying is shown") {
    conversions at;
    const auto fixtures = test::source_dir() / "tests/decks/fixtures";
    fs::copy_file(fixtures / "password.pdf", at.data.path() / "decks/d1.pdf");
    CHECK(
        failure(at.convert(at.data.path() / "decks/d1.pdf")) ==
        "The PDF is protected by a password; export it without one."
    );
    fs::copy_file(fixtures / "no-copying.pdf", at.data.path() / "decks/d2.pdf");
    CHECK(at.convert(at.data.path() / "decks/d2.pdf"));
}

TEST_CASE("too many pages, too large a page and too large a file are refused before drawing") {
    deck_limits limits;
    limits.file_bytes_max = 1u << 20;
    conversions at(limits);
    CHECK(
        failure(at.convert_text(test::pdf_of(std::vector<test::pdf_page>(1000)))) ==
        "The PDF has more than 300 pages; split it."
    );
    CHECK(
        failure(at.convert_text(
            test::pdf_of({{"Fine"}, {.words = "Huge", .box = "0 0 9000000 9000000"}})
        )) == "Page 2 is longer than 14400 points; export the slides at a usual page size."
    );
    CHECK(
        failure(at.convert_text(test::pdf_of({{.words = "Tall", .box = "0 0 10 10000"}}))) ==
        "Page 1 is more than 5 times as long as it is wide; that is not a slide."
    );
    CHECK(
        failure(at.convert_text("%PDF-1.4" + std::string(1u << 20, 'x'))) ==
        "The PDF is larger than 1 MiB; export it with smaller pictures."
    );
    CHECK(at.progress.empty());
    CHECK(at.is_clean());
}

TEST_CASE("a page that draws for ever is cut at the limit on processor time") {
    deck_limits limits;
    limits.cpu_per_tool_max = 1s;
    conversions at(limits);
    CHECK(
        failure(at.convert_text(test::pdf_that_takes_forever())) ==
        "Page 1 takes too long to draw; simplify it."
    );
    CHECK(at.is_clean());
}

TEST_CASE("a conversion that takes for ever is cut at its deadline") {
    deck_limits limits;
    limits.wall_max = 1500ms;
    conversions at(limits);
    const auto start = std::chrono::steady_clock::now();
    CHECK(
        failure(at.convert_text(test::pdf_that_takes_forever())) ==
        "Converting the deck took longer than 2 seconds; split it or simplify its pages."
    );
    CHECK(std::chrono::steady_clock::now() - start < 15s);
    CHECK(at.is_clean());
}

TEST_CASE("a deck has time in proportion to its pages, and no more than any deck") {
    deck_limits limits;
    limits.wall_max = 10s;
    limits.wall_base = 1s;
    limits.wall_per_page = 2s;
    CHECK(limits.wall_of(1) == 3s);
    CHECK(limits.wall_of(4) == 9s);
    CHECK(limits.wall_of(5) == 10s);
    CHECK(limits.wall_of(300) == 10s);
    CHECK(deck_limits{}.wall_of(1) <= 1min);
    CHECK(deck_limits{}.wall_of(300) == deck_limits{}.wall_max);

    limits.wall_base = 100ms;
    limits.wall_per_page = 900ms;
    conversions at(limits);
    CHECK(
        failure(at.convert_text(test::pdf_that_takes_forever())) ==
        "Converting the deck took longer than 1 seconds; split it or simplify its pages."
    );
    CHECK(at.is_clean());
}

TEST_CASE("a course's deck is converted next, however many slow ones another course has before it"
) {
    conversions at;
    constexpr int slow_ones = 22;
    std::mutex guard;
    std::vector<deck_id> ended;
    const auto ask_for = [&](const std::string& file, deck_id deck, course_id course) {
        auto asked = std::make_shared<asked_deck>();
        REQUIRE(at.renderer.render(
            {at.upload(file), hash + deck.text(), "x.pdf", deck, course},
            [asked](int done, int) {
                if (done == 0 && ++asked->times_begun == 1) asked->begun.set_value();
            },
            [&, asked, deck](result<rendered_deck> said) {
                {
                    const std::lock_guard lock(guard);
                    ended.push_back(deck);
                }
                asked->said.set_value(std::move(said));
            }
        ));
        return asked;
    };
    const auto slow = ask_for(test::pdf_that_takes_forever(14), deck_id{1}, course_id{1});
    for (int i = 2; i <= slow_ones; ++i) {
        ask_for(test::pdf_that_takes_forever(12 + i), deck_id{i}, course_id{1});
    }
    soon(slow->begun);
    const auto honest = ask_for(test::pdf_of({{"Honest"}}), deck_id{100}, course_id{2});
    CHECK(at.renderer.place_in_line(deck_id{100}) == 1);
    CHECK(at.renderer.place_in_line(deck_id{2}) == 2);
    CHECK(at.renderer.place_in_line(deck_id{3}) == 3);
    CHECK(at.renderer.place_in_line(deck_id{1}) == 0);
    at.renderer.cancel(deck_id{1});
    CHECK(soon(honest->said).get());
    {
        const std::lock_guard lock(guard);
        CHECK(ended == std::vector{deck_id{1}, deck_id{100}});
    }
    at.renderer.stop();
    CHECK(ended.size() == slow_ones + 1);
}

TEST_CASE("a page is not drawn while the disk is fuller than it may be") {
    conversions at;
    at.renderer.use_disk_up_to(0);
    const auto refused = at.convert_text(test::pdf_of({{"Slide"}}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == error_code::storage_full);
    CHECK(refused.error().detail.find("disk is nearly full") != std::string::npos);
    CHECK(at.is_clean());
    at.renderer.use_disk_up_to(100);
    CHECK(at.convert_text(test::pdf_of({{"Slide"}})));
}

TEST_CASE("a picture that unpacks to gigabytes does not cost gigabytes") {
    conversions at;
    const auto answer =
        at.convert_text(test::pdf_with_picture(51'200));  // 2.6 GB of pixels in 41 MB
    if (!answer) CHECK(answer.error().code == error_code::invalid);
    rusage children{};
    REQUIRE(getrusage(RUSAGE_CHILDREN, &children) == 0);
    CHECK(children.ru_maxrss < 1 << 20);  // KiB
}

TEST_CASE("a deck whose pictures are too large together is refused") {
    deck_limits limits;
    limits.output_bytes_max = 1000;
    conversions at(limits);
    CHECK(
        failure(at.convert_text(test::pdf_of({{"Slide"}}))) ==
        "The deck's pages are too large together; split it."
    );
    CHECK(at.is_clean());
}

TEST_CASE("a full queue answers busy, and every accepted request is answered once") {
    conversions at;
    std::mutex guard;
    int answered = 0, accepted = 0, refused = 0;
    const auto slow = at.upload(test::pdf_that_takes_forever());
    for (std::size_t i = 0; i < deck_queue::course_max + 5; ++i) {
        const auto taken = at.renderer.render(
            {slow, hash, "x.pdf"}, [](int, int) {},
            [&](const auto& said) {
                const std::lock_guard lock(guard);
                ++answered;
                CHECK(said.error().code == error_code::unavailable);
            }
        );
        if (taken) ++accepted;
        if (!taken && taken.error().code == error_code::busy) ++refused;
    }
    CHECK(refused >= 4);
    CHECK(accepted >= static_cast<int>(deck_queue::course_max));
    at.renderer.stop();
    CHECK(answered == accepted);
}

TEST_CASE("stopping ends the running conversion and keeps its upload for a restart") {
    conversions at;
    const auto upload = at.upload(test::pdf_that_takes_forever());
    std::promise<result<rendered_deck>> answer;
    REQUIRE(at.renderer.render(
        {upload, hash, "x.pdf"}, [](int, int) {},
        [&](result<rendered_deck> said) { answer.set_value(std::move(said)); }
    ));
    std::this_thread::sleep_for(300ms);
    const auto start = std::chrono::steady_clock::now();
    at.renderer.stop();
    CHECK(std::chrono::steady_clock::now() - start < 5s);
    auto said = answer.get_future().get();
    REQUIRE_FALSE(said);
    CHECK(said.error().code == error_code::unavailable);
    CHECK(fs::exists(upload));
    CHECK(fs::is_empty(at.data.path() / "tmp"));

    const auto later = at.renderer.render({upload, hash, "x.pdf"}, {}, {});
    REQUIRE_FALSE(later);
    CHECK(later.error().code == error_code::unavailable);
}

TEST_CASE("cancelling a conversion ends its tools at once, and the next deck is begun") {
    for (const auto kind : {sandbox().kind(), sandbox_kind::limits_only}) {
        conversions at({}, kind);
        const auto upload = at.upload(test::pdf_that_takes_forever());
        const auto slow = ask(at, upload, deck_id{1});
        soon(slow->begun).get();
        std::set<int> drawing;
        REQUIRE(comes_true([&] { return !(drawing = drawing_processes()).empty(); }));
        const auto next = ask(at, at.upload(test::pdf_of({{"Slide"}})), deck_id{2});

        const auto start = std::chrono::steady_clock::now();
        at.renderer.cancel(deck_id{1});
        const auto said = soon(slow->said).get();
        // Some milliseconds on a machine at rest; by itself the page would go on for a minute.
        CHECK(std::chrono::steady_clock::now() - start < 5s);
        REQUIRE_FALSE(said);
        CHECK(said.error().code == error_code::not_found);
        CHECK(comes_true([&] { return std::ranges::all_of(drawing, has_ended); }));
        CHECK(soon(next->said).get());
        CHECK_FALSE(fs::exists(upload));
        CHECK(fs::is_empty(at.data.path() / "tmp"));
        // An answer is given before its conversion is counted as finished.
        CHECK(comes_true([&] { return at.renderer.unfinished() == 0; }));
    }
}

TEST_CASE("a deck that is cancelled while it waits is never converted") {
    conversions at;
    const auto slow = ask(at, at.upload(test::pdf_that_takes_forever()), deck_id{1});
    soon(slow->begun).get();
    const auto waiting = ask(at, at.upload(test::pdf_of({{"Waits"}})), deck_id{2});
    const auto last = ask(at, at.upload(test::pdf_of({{"Last"}})), deck_id{3});
    at.renderer.cancel(deck_id{2});
    const auto said = waiting->said.get_future().get();
    REQUIRE_FALSE(said);
    CHECK(said.error().code == error_code::not_found);
    CHECK(at.renderer.unfinished() == 2);
    at.renderer.cancel(deck_id{9});  // no such deck
    at.renderer.cancel(deck_id{1});
    CHECK(soon(last->said).get());
    CHECK(waiting->times_begun == 0);
    CHECK_FALSE(at.shelf.find(hash + "d2"));
}

TEST_CASE("a deck may be asked for again after it was cancelled") {
    conversions at;
    const auto file = test::pdf_that_takes_forever(5);  // which does end
    for (int i = 0; i < 2; ++i) {
        const auto first = ask(at, at.upload(test::pdf_that_takes_forever()), deck_id{7});
        soon(first->begun).get();
        at.renderer.cancel(deck_id{7});
        CHECK_FALSE(soon(first->said).get());
    }
    CHECK(soon(ask(at, at.upload(file), deck_id{7})->said).get());
}

TEST_CASE("a hash that could leave the folder is refused") {
    conversions at;
    const auto answer = at.renderer.render({"x.pdf", "../../../etc/cron.d/x", "x"}, {}, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == error_code::invalid);
}
