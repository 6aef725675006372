#include "mail/mailer.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <future>
#include <utility>

#include "mail/smtp_server.hpp"
#include "store/open_store.hpp"
#include "support/captured_stderr.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace std::chrono_literals;
using test::eventually;

namespace {

/// A store in a fresh folder, asked in the blocking way, and a clock that the test moves.
struct post_office {
    post_office() {
        auto opened = open_sqlite_store({.folder = data.path(), .readers = 1});
        REQUIRE(opened);
        kept = std::move(*opened);
    }
    ~post_office() { kept->stop(); }

    template <class Work>
    auto write(Work work) {
        std::promise<std::invoke_result_t<Work&, database&>> answer;
        kept->write_then(std::move(work), [&](auto said) { answer.set_value(std::move(said)); });
        return answer.get_future().get();
    }

    mail_id queue(
        const std::string& to, const std::string& subject = "Your link",
        const std::string& body = "Hello\n"
    ) {
        const mail_record letter{
            .recipient = to, .subject = subject, .body = body, .created_at = now.load()
        };
        auto added = write([&](database& db) { return mails::add(db, letter); });
        REQUIRE(added);
        return *added;
    }
    mail_record find(mail_id which) {
        auto found = write([&](database& db) { return mails::find(db, which); });
        REQUIRE(found);
        return *found;
    }

    mailer_settings settings() {
        mailer_settings quick;
        quick.from = {"Aula", "aula@example.org"};
        quick.look_every = 10ms;
        quick.now = [this] { return now.load(); };
        return quick;
    }

    test::temporary_folder data;
    std::atomic<timestamp> now{*parse_iso8601("2026-03-02T10:15:00Z")};
    std::unique_ptr<store> kept;
};

bool is_mail_sent(post_office& office, mail_id which) {
    return eventually([&] { return office.find(which).status == mail_status::sent; });
}

}  // namespace

TEST_CASE("a queued letter is sent once") {
    post_office office;
    const test::smtp_server server;
    const auto early = office.queue("ada@example.org");
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), office.settings());
    CHECK(is_mail_sent(office, early));
    const std::string arabic = "رابطك إلى دورة علم المناعة الحديث: من الكيمياء إلى الأيض";
    const auto late = office.queue("bob@example.org", arabic, arabic + "\n" + arabic + "\n");
    sender.wake();
    CHECK(is_mail_sent(office, late));
    std::this_thread::sleep_for(100ms);  // ten more looks at the table
    REQUIRE(server.count() == 2);
    const auto got = server.letter(2);  // read by another program's e-mail library
    CHECK(got["subject"] == arabic);
    CHECK(got["sender"] == "Aula <aula@example.org>");
    CHECK(got["body"] == arabic + "\n" + arabic + "\n");
    const std::string text = got["text"];
    CHECK(
        text.find("Message-ID: <" + late.text() + ".1772446500000@example.org>\r\n") !=
        std::string::npos
    );
    CHECK(office.find(late).error.empty());
}

TEST_CASE("a wake is enough: nobody waits for the next look at the table") {
    post_office office;
    const test::smtp_server server;
    auto slow = office.settings();
    slow.look_every = 1h;
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), slow);
    std::this_thread::sleep_for(50ms);
    const auto letter = office.queue("ada@example.org");
    sender.wake();
    CHECK(is_mail_sent(office, letter));
}

TEST_CASE("a letter is tried again when its time has come and not before") {
    post_office office;
    const test::smtp_server server;
    const auto letter = office.queue("later@example.org");
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), office.settings());
    CHECK(eventually([&] { return office.find(letter).attempts == 1; }));
    std::this_thread::sleep_for(100ms);
    const auto delayed = office.find(letter);
    CHECK(delayed.attempts == 1);
    CHECK(delayed.status == mail_status::queued);
    CHECK(delayed.error.find("450") != std::string::npos);
    CHECK(delayed.next_attempt_at >= office.now.load() + 30s);
    CHECK(delayed.next_attempt_at <= office.now.load() + 90s);
    office.now = office.now.load() + 91s;
    CHECK(eventually([&] { return office.find(letter).attempts == 2; }));
}

TEST_CASE("one recipient who is refused does not hold up the others") {
    post_office office;
    const test::smtp_server server;
    const auto unknown = office.queue("unknown@example.org");
    const auto later = office.queue("later@example.org");
    const auto broken = office.queue("not an address");
    const auto fine = office.queue("ada@example.org");
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), office.settings());
    CHECK(is_mail_sent(office, fine));
    CHECK(office.find(unknown).status == mail_status::failed);
    CHECK(office.find(unknown).error.find("550") != std::string::npos);
    CHECK(office.find(later).status == mail_status::queued);
    CHECK(office.find(broken).status == mail_status::failed);
    CHECK(server.count() == 1);
}

TEST_CASE("a refusal that quotes the letter puts no link into the log or beside the letter") {
    static const std::string secret(43, 'q');
    struct quoting_carrier final : mail_carrier {
        explicit quoting_carrier(error_code code) : code_(code) {}
        result<void> carry(const envelope&) override {
            return {code_, "554 unwanted: https://aula.example.org/join%23" + secret};
        }
        void stop() override {}
        const error_code code_;
    };
    for (const auto code : {error_code::invalid, error_code::busy}) {
        post_office office;
        const test::captured_stderr log;
        const auto letter =
            office.queue("ada@example.org", "Your link", "https://a.org/join#" + secret + "\n");
        mailer sender(*office.kept, std::make_unique<quoting_carrier>(code), office.settings());
        CHECK(eventually([&] { return office.find(letter).attempts == 1; }));
        CHECK(office.find(letter).error.starts_with("554 unwanted: "));
        CHECK(office.find(letter).error.find(secret) == std::string::npos);
        CHECK(log.text().find("554 unwanted") != std::string::npos);
        CHECK(log.text().find(secret) == std::string::npos);
        // What is tried again still has its link.
        const bool is_whole = office.find(letter).body.find(secret) != std::string::npos;
        CHECK(is_whole == (code == error_code::busy));
    }
}

TEST_CASE("letters survive a mail server that is away, and are given up in the end") {
    post_office office;
    auto server = std::make_unique<test::smtp_server>();
    const auto url = server->url();
    server->stop();
    const auto letter = office.queue("ada@example.org");
    auto impatient = office.settings();
    impatient.attempts_max = 3;
    mailer sender(*office.kept, make_smtp_carrier({.url = url}), impatient);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        CHECK(eventually([&] { return office.find(letter).attempts == attempt; }));
        CHECK(
            office.find(letter).status == (attempt < 3 ? mail_status::queued : mail_status::failed)
        );
        office.now = office.now.load() + 1h;
    }
}

TEST_CASE("letters that were queued while the mail server was away are sent when it is back") {
    post_office office;
    const auto letter = office.queue("ada@example.org");
    {
        test::smtp_server gone;
        const auto url = gone.url();
        gone.stop();
        mailer sender(*office.kept, make_smtp_carrier({.url = url}), office.settings());
        CHECK(eventually([&] { return office.find(letter).attempts == 1; }));
    }
    const test::smtp_server back;
    office.now = office.now.load() + 2min;
    mailer sender(*office.kept, make_smtp_carrier({.url = back.url()}), office.settings());
    CHECK(is_mail_sent(office, letter));
    CHECK(office.find(letter).attempts >= 1);
}

TEST_CASE("another mail server and sender are used from the next letter on") {
    post_office office;
    const test::smtp_server first, second;
    mailer sender(*office.kept, make_smtp_carrier({.url = first.url()}), office.settings());
    CHECK(is_mail_sent(office, office.queue("ada@example.org")));
    sender.use(make_smtp_carrier({.url = second.url()}), {"Another", "another@example.org"});
    CHECK(is_mail_sent(office, office.queue("bob@example.org")));
    CHECK(first.count() == 1);
    REQUIRE(second.count() == 1);
    CHECK(second.letter(1)["sender"] == "Another <another@example.org>");
}

TEST_CASE(
    "a letter on its way to a mail server that hangs goes to the next one, not counted as tried"
) {
    /// Takes the letter in hand and comes back when it is told to stop.
    struct hanging_carrier final : mail_carrier {
        std::promise<void>& begun;
        std::promise<void> told;
        explicit hanging_carrier(std::promise<void>& when) : begun(when) {}
        result<void> carry(const envelope&) override {
            begun.set_value();
            told.get_future().wait();
            return error{error_code::unavailable, "told to stop"};
        }
        void stop() override { told.set_value(); }
    };
    post_office office;
    const test::smtp_server server;
    std::promise<void> begun;
    auto patient = office.settings();
    patient.look_every = 1h;
    const auto letter = office.queue("ada@example.org");
    mailer sender(*office.kept, std::make_unique<hanging_carrier>(begun), patient);
    begun.get_future().wait();
    sender.use(make_smtp_carrier({.url = server.url()}), patient.from);
    CHECK(is_mail_sent(office, letter));
    CHECK(office.find(letter).attempts <= 1);
    CHECK(office.find(letter).error.empty());
    CHECK(server.count() == 1);
}

TEST_CASE("a letter that is deleted while it is carried does not hold up the others") {
    /// Takes every letter, and has the first one deleted before it says so.
    struct slow_carrier final : mail_carrier {
        std::function<void()> before_end;
        explicit slow_carrier(std::function<void()> work) : before_end(std::move(work)) {}
        result<void> carry(const envelope&) override {
            if (before_end) std::exchange(before_end, nullptr)();
            return {};
        }
        void stop() override {}
    };
    post_office office;
    const auto deleted = office.queue("gone@example.org");
    const auto other = office.queue("ada@example.org");
    const auto remove = [&] {
        const auto done = office.write([deleted](database& db) -> result<void> {
            const auto done = db.query("DELETE FROM mails WHERE id = ?1", {deleted.value});
            return done ? result<void>() : done.error();
        });
        CHECK(done);
    };
    mailer sender(*office.kept, std::make_unique<slow_carrier>(remove), office.settings());
    CHECK(is_mail_sent(office, other));
}

TEST_CASE("a letter whose sending cannot be noted is not sent again and again") {
    post_office office;
    const test::smtp_server server;
    const auto letter = office.queue("ada@example.org");
    const auto run = [&](const char* sql) {
        return office.write([sql](database& db) -> result<void> {
            const auto done = db.query(sql);
            return done ? result<void>() : done.error();
        });
    };
    REQUIRE(run("CREATE TRIGGER full BEFORE UPDATE ON mails BEGIN SELECT RAISE(ABORT, 'full'); END")
    );
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), office.settings());
    CHECK(eventually([&] { return server.count() == 1; }));
    std::this_thread::sleep_for(200ms);  // twenty looks at the table
    CHECK(office.find(letter).status == mail_status::queued);
    REQUIRE(run("DROP TRIGGER full"));
    CHECK(is_mail_sent(office, letter));
    CHECK(server.count() == 1);
}

TEST_CASE("without a mail server the outbox folder fills") {
    post_office office;
    const auto letter = office.queue("ada@example.org");
    mailer sender(
        *office.kept, make_file_carrier(office.data.path() / "outbox"), office.settings()
    );
    CHECK(is_mail_sent(office, letter));
    CHECK(
        office.data.read("outbox/" + letter.text() + ".eml").find("Subject: Your link\r\n") !=
        std::string::npos
    );
}

TEST_CASE("at its start a mailer removes the files of letters that have no row any more") {
    post_office office;
    const auto sent = office.queue("ada@example.org");
    auto settings = office.settings();
    settings.outbox = office.data.path() / "outbox";
    const auto put = [&](const std::string& name) { office.data.write("outbox/" + name, "x"); };
    const auto is_there = [&](const std::string& name) {
        return std::filesystem::exists(settings.outbox / name);
    };
    put(sent.text() + ".eml");
    put("m998.eml");
    put("m999.eml");
    put(".m999.part");
    put("notes.eml");
    put("m998.txt");
    mailer sender(*office.kept, make_file_carrier(settings.outbox), settings);
    CHECK(is_mail_sent(office, sent));
    CHECK(eventually([&] { return !is_there("m998.eml") && !is_there("m999.eml"); }));
    CHECK_FALSE(is_there(".m999.part"));
    CHECK(is_there(sent.text() + ".eml"));
    CHECK(is_there("notes.eml"));
    CHECK(is_there("m998.txt"));
}

TEST_CASE("files of letters that another server has deleted go while the mailer runs") {
    post_office office;
    auto settings = office.settings();
    settings.outbox = office.data.path() / "outbox";
    settings.tidy_every = 20ms;
    // Letters go to a mail server now: the files are of an earlier time.
    const test::smtp_server server;
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), settings);
    const auto kept = office.queue("ada@example.org");
    CHECK(is_mail_sent(office, kept));
    office.data.write("outbox/" + kept.text() + ".eml", "kept");
    const auto late = office.data.write("outbox/m998.eml", "x");
    CHECK(eventually([&] { return !std::filesystem::exists(late); }));
    CHECK(office.data.read("outbox/" + kept.text() + ".eml") == "kept");
}

TEST_CASE("a letter that is deleted while its file is written leaves no file") {
    /// Writes every letter as a file, and has the first one deleted before it says so.
    struct late_carrier final : mail_carrier {
        std::unique_ptr<mail_carrier> files;
        std::function<void()> before_end;
        late_carrier(std::unique_ptr<mail_carrier> to, std::function<void()> work)
            : files(std::move(to)), before_end(std::move(work)) {}
        result<void> carry(const envelope& letter) override {
            auto carried = files->carry(letter);
            if (before_end) std::exchange(before_end, nullptr)();
            return carried;
        }
        void take_back(mail_id letter) override { files->take_back(letter); }
        void stop() override {}
    };
    post_office office;
    const auto outbox = office.data.path() / "outbox";
    const auto deleted = office.queue("gone@example.org");
    const auto other = office.queue("ada@example.org");
    const auto remove = [&] {
        CHECK(std::filesystem::exists(outbox / (deleted.text() + ".eml")));
        CHECK(office.write([deleted](database& db) -> result<void> {
            const auto done = db.query("DELETE FROM mails WHERE id = ?1", {deleted.value});
            return done ? result<void>() : done.error();
        }));
    };
    auto files = std::make_unique<late_carrier>(make_file_carrier(outbox), remove);
    mailer sender(*office.kept, std::move(files), office.settings());
    CHECK(is_mail_sent(office, other));
    CHECK_FALSE(std::filesystem::exists(outbox / (deleted.text() + ".eml")));
    CHECK(std::filesystem::exists(outbox / (other.text() + ".eml")));
}

TEST_CASE("delays double up to a limit and are never the same for everybody") {
    mailer_settings settings;
    CHECK(retry_delay(settings, 1, 0.5) == 1min);
    CHECK(retry_delay(settings, 2, 0.5) == 2min);
    CHECK(retry_delay(settings, 5, 0.5) == 16min);
    CHECK(retry_delay(settings, 1, 0) == 30s);
    CHECK(retry_delay(settings, 1, 0.999) > 89s);
    CHECK(retry_delay(settings, 1000, 0.5) == 6h);
}

TEST_CASE("stopping is quick while the mail server is silent") {
    post_office office;
    const test::silent_server server;
    const auto letter = office.queue("ada@example.org");
    mailer sender(*office.kept, make_smtp_carrier({.url = server.url()}), office.settings());
    CHECK(server.was_called());
    const auto start = std::chrono::steady_clock::now();
    sender.stop();
    CHECK(std::chrono::steady_clock::now() - start < 5s);
    CHECK(office.find(letter).attempts == 0);
}
