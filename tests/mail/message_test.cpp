#include "mail/message.hpp"

#include <doctest/doctest.h>

#include "mail/encoding.hpp"

using namespace aula;
using namespace std::string_literals;

namespace {

message letter() {
    return {
        .from = {"Aula", "aula@example.org"},
        .to = "ada@example.org",
        .subject = "Your link to Immunology",
        .body = "Dear Ada,\n\nhttps://aula.example.org/join#x=y\n",
        .id = "m7.1772442900000@example.org",
        .at = *parse_iso8601("2026-03-02T10:15:00Z"),
    };
}

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        longest = std::max(longest, std::min(end, text.size()));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
    return longest;
}

}  // namespace

TEST_CASE("a plain letter is a plain message") {
    CHECK(
        *to_rfc5322(letter()) ==
        "Date: Mon, 02 Mar 2026 10:15:00 +0000\r\n"
        "From: \"Aula\"\r\n"
        " <aula@example.org>\r\n"
        "To: <ada@example.org>\r\n"
        "Subject: Your link to Immunology\r\n"
        "Message-ID: <m7.1772442900000@example.org>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Dear Ada,\r\n"
        "\r\n"
        "https://aula.example.org/join#x=3Dy\r\n"
    );
}

TEST_CASE("an Arabic subject becomes encoded words that each hold whole characters") {
    auto arabic = letter();
    arabic.subject = "رابطك إلى دورة علم المناعة الحديث: من الكيمياء إلى الأيض";
    arabic.from.name = "علم المناعة";
    const auto text = *to_rfc5322(arabic);
    CHECK(
        text.find(
            "Subject: =?utf-8?B?2LHYp9io2LfZgyDYpdmE2Ykg2K/ZiNix2Kkg2LnZhNmFINin2YTZhdmG?=\r\n "
            "=?utf-8?B?"
        ) != std::string::npos
    );
    CHECK(
        text.find("From: =?utf-8?B?2LnZhNmFINin2YTZhdmG2KfYudip?=\r\n <aula@example.org>\r\n") !=
        std::string::npos
    );
    CHECK(longest_line(text) <= 78);
    for (const char c : text) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("a body that is mostly not ASCII is base64, one that mostly is stays legible") {
    auto chinese = letter();
    chinese.body = "尊敬的学员,\n您已注册该课程。\n";
    CHECK(to_rfc5322(chinese)->find("Encoding: base64\r\n\r\n5bCK5pWs") != std::string::npos);
    auto dutch = letter();
    dutch.body = "Beste Zoë,\n\nde cursus begint om 10:15.\n";
    CHECK(
        to_rfc5322(dutch)->find("quoted-printable\r\n\r\nBeste Zo=C3=AB,\r\n") != std::string::npos
    );
}

TEST_CASE("a line end in what becomes a header is refused") {
    const auto is_refused = [](auto change) {
        auto changed = letter();
        change(changed);
        const auto text = to_rfc5322(changed);
        return !text && text.error().code == error_code::invalid;
    };
    for (const auto* end :
         {"\r\nBcc: all@example.org", "\nBcc: all@example.org", "\r", "\x01", "\x7f"}) {
        CAPTURE(end);
        CHECK(is_refused([&](message& m) { m.subject += end; }));
        CHECK(is_refused([&](message& m) { m.to += end; }));
        CHECK(is_refused([&](message& m) { m.from.name += end; }));
        CHECK(is_refused([&](message& m) { m.from.address += end; }));
        CHECK(is_refused([&](message& m) { m.id += end; }));
    }
    CHECK(is_refused([](message& m) { m.subject += "\0"s; }));
    CHECK(is_refused([](message& m) { m.subject = "\xff"; }));
    CHECK(is_refused([](message& m) { m.body = "\xc3"; }));
    CHECK(is_refused([](message& m) { m.to = "ada"; }));
}

TEST_CASE("a sender's name with quotes stays one name") {
    auto quoted = letter();
    quoted.from.name = R"(The "Aula" \ office)";
    CHECK(
        to_rfc5322(quoted)->find("From: \"The \\\"Aula\\\" \\\\ office\"\r\n <aula@example.org>") !=
        std::string::npos
    );
    quoted.from.name = "";
    CHECK(to_rfc5322(quoted)->find("From: <aula@example.org>\r\n") != std::string::npos);
}

TEST_CASE("addresses that could be more than one address are none") {
    for (const auto* fine :
         {"ada@example.org", "a.b+c@sub.example.org", "x@localhost", "o'hara@example.ie"}) {
        CAPTURE(fine);
        CHECK(is_mail_address(fine));
    }
    for (const auto* bad :
         {"", "ada", "@example.org", "ada@", "a@b@c", "a b@example.org",
          "a@example.org,b@example.org", "<a@example.org>", "\"a\"@example.org",
          "a@example.org\r\n", "ädä@example.org", "-f@example.org", "a;b@example.org"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_mail_address(bad));
    }
    CHECK_FALSE(is_mail_address(std::string(250, 'a') + "@b.nl"));
}

TEST_CASE("a mailbox is read with and without a name") {
    CHECK(parse_mailbox("aula@example.org")->address == "aula@example.org");
    CHECK(parse_mailbox("Aula <aula@localhost>")->name == "Aula");
    CHECK(parse_mailbox("  \"The Aula\" <aula@localhost> ")->name == "The Aula");
    CHECK(parse_mailbox("<aula@localhost>")->name.empty());
    for (const auto* bad : {"", "Aula", "Aula <aula>", "<a@b> <c@d", "Aula <a@b> x"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_mailbox(bad));
    }
}

TEST_CASE("base64 is RFC 4648's") {
    using mail_encoding::base64;
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("\xff\xfe\xfd") == "//79");
    CHECK(longest_line(mail_encoding::base64_lines(std::string(500, 'x'))) == 76);
}

TEST_CASE("quoted-printable keeps lines short and blanks at their end visible") {
    using mail_encoding::quoted_printable;
    CHECK(quoted_printable("") == "");
    CHECK(quoted_printable("a = b") == "a =3D b\r\n");
    CHECK(quoted_printable("blank \ntab\t\n") == "blank=20\r\ntab=09\r\n");
    CHECK(quoted_printable("a\rb\n") == "a=0Db\r\n");
    CHECK(quoted_printable(".\n") == ".\r\n");
    CHECK(quoted_printable(std::string(76, 'x')) == std::string(76, 'x') + "\r\n");
    CHECK(quoted_printable(std::string(77, 'x')) == std::string(75, 'x') + "=\r\nxx\r\n");
    CHECK(longest_line(quoted_printable(std::string(999, '='))) <= 76);
}

TEST_CASE("a subject too long for a line, or that looks encoded, is encoded") {
    using mail_encoding::header_text;
    CHECK(header_text("short", 9) == "short");
    CHECK(header_text(std::string(69, 'x'), 9) == std::string(69, 'x'));
    CHECK(header_text(std::string(70, 'x'), 9).starts_with("=?utf-8?B?"));
    CHECK(header_text("=?utf-8?B?x?=", 9) == "=?utf-8?B?PT91dGYtOD9CP3g/PQ==?=");
    CHECK(header_text("", 9).empty());
}
