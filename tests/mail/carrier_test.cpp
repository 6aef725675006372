#include "mail/carrier.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "mail/smtp_server.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;

namespace {

envelope letter_to(const std::string& to, const std::string& body = "Hello\r\n") {
    return {mail_id{7}, "aula@example.org", to, "Subject: x\r\n\r\n" + body};
}

error_code failure(const result<void>& carried) {
    REQUIRE_FALSE(carried);
    MESSAGE(carried.error().detail);
    return carried.error().code;
}

/// The error's sentence; empty when it went well.
std::string complaint(const result<void>& carried) {
    return carried ? "" : carried.error().detail;
}

/// A certificate for localhost, made for this run.
struct certificate {
    certificate() {
        const auto command =
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
            "subjectAltName=DNS:localhost -keyout " +
            key().string() + " -out " + file().string() + " 2>/dev/null";
        REQUIRE(std::system(command.c_str()) == 0);
    }
    std::filesystem::path file() const { return folder.path() / "certificate.pem"; }
    std::filesystem::path key() const { return folder.path() / "key.pem"; }
    test::temporary_folder folder;
};

}  // namespace

TEST_CASE("a letter reaches a mail server byte by byte") {
    const test::smtp_server server;
    const auto carrier = make_smtp_carrier({.url = server.url()});
    CHECK(
        complaint(carrier->carry(letter_to("ada@example.org", "one\r\n.\r\n..two\r\nend\r\n"))) ==
        ""
    );
    REQUIRE(server.count() == 1);
    const auto got = server.letter(1);
    CHECK(got["from"] == "aula@example.org");
    CHECK(got["to"] == nlohmann::json{"ada@example.org"});
    CHECK(got["text"] == "Subject: x\r\n\r\none\r\n.\r\n..two\r\nend\r\n");
}

TEST_CASE("many letters go one after the other") {
    const test::smtp_server server;
    const auto carrier = make_smtp_carrier({.url = server.url()});
    for (int i = 0; i < 20; ++i)
        CHECK(complaint(carrier->carry(letter_to("ada@example.org"))) == "");
    CHECK(server.count() == 20);
}

TEST_CASE("a recipient who is refused for good is told apart from one refused for now") {
    const test::smtp_server server;
    const auto carrier = make_smtp_carrier({.url = server.url()});
    CHECK(failure(carrier->carry(letter_to("unknown@example.org"))) == error_code::invalid);
    CHECK(failure(carrier->carry(letter_to("later@example.org"))) == error_code::busy);
    CHECK(carrier->carry(letter_to("ada@example.org")));
}

TEST_CASE("a sender who is refused concerns all letters") {
    const test::smtp_server server;
    auto letter = letter_to("ada@example.org");
    letter.from = "stranger@example.org";
    CHECK(
        failure(make_smtp_carrier({.url = server.url()})->carry(letter)) == error_code::unavailable
    );
}

TEST_CASE("a server that is not there concerns all letters") {
    test::smtp_server server;
    const auto carrier = make_smtp_carrier({.url = server.url()});
    server.stop();
    CHECK(failure(carrier->carry(letter_to("ada@example.org"))) == error_code::unavailable);
}

TEST_CASE("the carrier logs in, and a wrong password is no fault of the letter") {
    const test::smtp_server server({"--user", "aula", "--password", "right"});
    CHECK(make_smtp_carrier({.url = server.url(), .user = "aula", .password = "right"})
              ->carry(letter_to("ada@example.org")));
    REQUIRE(server.count() == 1);
    CHECK(server.letter(1)["user"] == "aula");
    const auto wrong = make_smtp_carrier({.url = server.url(), .user = "aula", .password = "wrong"})
                           ->carry(letter_to("ada@example.org"));
    CHECK(failure(wrong) == error_code::unavailable);
    CHECK(wrong.error().detail.find("wrong") == std::string::npos);
    CHECK(
        failure(make_smtp_carrier({.url = server.url()})->carry(letter_to("ada@example.org"))) !=
        error_code::busy
    );
    CHECK(server.count() == 1);
}

TEST_CASE("a password does not travel in the clear to another machine") {
    const test::smtp_server server({"--user", "aula", "--password", "right"});
    // This address reaches this machine too, but the carrier does not know it for that.
    const auto url = server.url("smtp", "0.0.0.0");
    const auto carried = make_smtp_carrier({.url = url, .user = "aula", .password = "right"})
                             ->carry(letter_to("ada@example.org"));
    CHECK(failure(carried) == error_code::unavailable);
    CHECK(server.count() == 0);
}

TEST_CASE("encryption is used when offered and by smtps, and certificates are checked") {
    const certificate made;
    const std::vector<std::string> options{
        "--certificate", made.file().string(), "--key", made.key().string()
    };
    const test::smtp_server starttls(options);
    const auto offered =
        make_smtp_carrier({.url = starttls.url("smtp", "localhost"), .certificates = made.file()});
    REQUIRE(complaint(offered->carry(letter_to("ada@example.org"))) == "");
    CHECK(starttls.letter(1)["tls"] == true);

    auto at_once = options;
    at_once.emplace_back("--tls-at-once");
    const test::smtp_server smtps(at_once);
    REQUIRE(make_smtp_carrier({.url = smtps.url("smtps", "localhost"), .certificates = made.file()})
                ->carry(letter_to("ada@example.org")));
    CHECK(smtps.count() == 1);

    const auto unknown = make_smtp_carrier({.url = smtps.url("smtps", "localhost")});
    CHECK(failure(unknown->carry(letter_to("ada@example.org"))) == error_code::unavailable);
    const auto other_name =
        make_smtp_carrier({.url = smtps.url("smtps", "127.0.0.1"), .certificates = made.file()});
    CHECK(failure(other_name->carry(letter_to("ada@example.org"))) == error_code::unavailable);
    CHECK(smtps.count() == 1);
}

TEST_CASE("a carrier that was stopped gives up") {
    const test::smtp_server server;
    const auto carrier = make_smtp_carrier({.url = server.url()});
    carrier->stop();
    CHECK(failure(carrier->carry(letter_to("ada@example.org"))) == error_code::unavailable);
    CHECK(server.count() == 0);
}

TEST_CASE("without a mail server a letter becomes a private file") {
    const test::temporary_folder data;
    const auto carrier = make_file_carrier(data.path() / "outbox");
    REQUIRE(carrier->carry(letter_to("ada@example.org")));
    CHECK(data.read("outbox/m7.eml") == "Subject: x\r\n\r\nHello\r\n");
    namespace fs = std::filesystem;
    CHECK(
        fs::status(data.path() / "outbox/m7.eml").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write)
    );
    CHECK(std::distance(fs::directory_iterator(data.path() / "outbox"), {}) == 1);
}

TEST_CASE("a folder that cannot be written to concerns all letters") {
    const test::temporary_folder data;
    data.write("outbox", "a file where the folder should be");
    CHECK(
        failure(make_file_carrier(data.path() / "outbox")->carry(letter_to("ada@example.org"))) ==
        error_code::storage_full
    );
}
