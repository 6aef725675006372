#include "cli/doctor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include "mail/smtp_server.hpp"
#include "net/listening_sockets.hpp"
#include "store/data_folder.hpp"
#include "support/certificate.hpp"
#include "support/nats_server.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;

namespace {

config defaults() {
    return load_config({}).values;
}

verdict worst(const findings& of) {
    return std::ranges::max_element(of, {}, &finding::how)->how;
}

}  // namespace

TEST_CASE("the libraries and time zones of a machine that passes its tests are good") {
    findings found;
    examine_libraries(found);
    CHECK(worst(found) == verdict::good);
    CHECK(found.size() >= 4);
}

TEST_CASE("versions with bugs that concern us are named") {
    CHECK(judge_sqlite(3034001).how == verdict::bad);
    CHECK(judge_sqlite(3040001).text.find("one that does") != std::string::npos);
    CHECK(judge_sqlite(3051003).text == "3.51.3.");
    CHECK(judge_openssl({1, 1, 1}).how == verdict::note);
    CHECK(judge_openssl({3, 0, 6}).how == verdict::bad);
    CHECK(judge_openssl({3, 0, 7}).how == verdict::good);
    CHECK(judge_kernel("4.15.0-200-generic").how == verdict::bad);
    CHECK(judge_kernel("6.1.64").how == verdict::bad);
    CHECK(judge_kernel("6.1.66-1").how == verdict::good);
    CHECK(judge_kernel("6.12").text == "Linux 6.12.0.");
}

TEST_CASE("a database that was written in the future tells of a clock that was turned back") {
    const test::temporary_folder folder;
    folder.write("aula.db", "");
    findings fine;
    examine_clock_jump(folder.path(), fine);
    CHECK(fine.empty());
    const auto now = std::filesystem::file_time_type::clock::now();
    std::filesystem::last_write_time(folder.path() / "aula.db", now + std::chrono::hours{2});
    findings jumped;
    examine_clock_jump(folder.path(), jumped);
    REQUIRE(jumped.size() == 1);
    CHECK(jumped[0].how == verdict::bad);
    CHECK(jumped[0].text.find("120 minutes from now") != std::string::npos);
}

TEST_CASE("a log that is ahead of the clock is told, with the remedy") {
    findings fine;
    examine_log_time(server_clock().now() + std::chrono::seconds{50}, fine);
    CHECK(fine.empty());
    findings ahead;
    examine_log_time(server_clock().now() + std::chrono::hours{24}, ahead);
    REQUIRE(ahead.size() == 1);
    CHECK(ahead[0].how == verdict::bad);
    CHECK(ahead[0].text.find("1440 minutes in the future") != std::string::npos);
}

TEST_CASE("how long a save takes is measured, and nothing is left behind") {
    const test::temporary_folder folder;
    auto settings = defaults();
    settings.server.data = folder.path();
    findings found;
    examine_disk(settings, found);
    const auto is_speed = [](const finding& each) { return each.text.starts_with("A save takes"); };
    CHECK(std::ranges::count_if(found, is_speed) == 1);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("whether uploads are taken is told by how full the disk of the slides is") {
    const test::temporary_folder folder;
    auto settings = defaults();
    settings.server.data = folder.path();
    const auto told = [&] {
        findings found;
        examine_disk(settings, found);
        const auto at = std::ranges::find(found, "uploads", &finding::subject);
        REQUIRE(at != found.end());
        return *at;
    };
    settings.limits.disk_percent = 100;
    settings.limits.upload = 1;
    CHECK(told().how == verdict::good);
    CHECK(told().text.find("taken up to 100 % (limits.disk_percent)") != std::string::npos);
    settings.limits.upload = 1ULL << 60;
    CHECK(told().how == verdict::note);
    CHECK(told().text.find("refused beyond 100 %") != std::string::npos);
}

TEST_CASE("a folder that was used and has lost its database is bad, a new one is no finding") {
    const test::temporary_folder folder;
    auto settings = defaults();
    settings.server.data = folder.path();
    findings fresh;
    examine_database(settings, fresh);
    CHECK(fresh.empty());
    folder.write("decks/d1.pdf", "%PDF-");
    findings lost;
    examine_database(settings, lost);
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].how == verdict::bad);
    CHECK(lost[0].text.find("aula restore") != std::string::npos);
}

TEST_CASE("a data folder in memory is bad") {
    auto settings = defaults();
    settings.server.data = "/dev/shm";
    findings found;
    examine_disk(settings, found);
    CHECK(worst(found) == verdict::bad);
    CHECK(found[0].text.find("in memory") != std::string::npos);
}

TEST_CASE("a certificate is good for long, for some days, or no more") {
    const test::temporary_folder folder;
    auto settings = defaults();
    const std::map<int, verdict> expected{
        {60, verdict::good}, {10, verdict::note}, {-1, verdict::bad}
    };
    for (const auto& [days, how] : expected) {
        CAPTURE(days);
        const auto files = test::make_certificate(folder, "c" + std::to_string(days), days);
        settings.tls.certificate = files.certificate;
        settings.tls.key = files.key;
        findings found;
        examine_certificate(settings, found);
        REQUIRE(found.size() == 1);
        CHECK(found[0].how == how);
    }
}

TEST_CASE("the mail server is tried: one that answers is good, one that does not is bad") {
    const test::smtp_server server;
    auto settings = defaults();
    settings.mail.smtp_url = server.url();
    findings answered;
    examine_mail(settings, answered);
    CHECK(worst(answered) == verdict::good);
    CHECK(server.count() == 0);
    settings.mail.smtp_url = "smtp://127.0.0.1:9";
    findings alone;
    examine_mail(settings, alone);
    CHECK(worst(alone) == verdict::bad);
}

TEST_CASE("a NATS with known errors is named") {
    for (const auto* fine : {"2.12.7", "2.12.10", "2.14.0", "2.14.1-preview.2", "3.0.0"}) {
        CAPTURE(fine);
        CHECK(judge_nats(fine).how == verdict::good);
    }
    for (const auto* old : {"2.9.10", "2.11.99", "2.12.6", "2.13.0", "", "new"}) {
        CAPTURE(old);
        CHECK(judge_nats(old).how == verdict::note);
    }
}

TEST_CASE("the bus is tried: none is no finding, one that answers is told, one that is away is bad"
) {
    auto settings = defaults();
    findings none;
    examine_bus(settings, none);
    CHECK(none.empty());

    test::nats_server server("max_payload: 1000");
    settings.bus.url = server.url();
    findings answered;
    examine_bus(settings, answered);
    REQUIRE(answered.size() == 3);
    CHECK(answered[0].how == verdict::good);
    CHECK(answered[0].text.find(server.url() + " answers within") == 0);
    CHECK(answered[1].text.find("nats-server 2.") == 0);
    CHECK(answered[2].text.find("max_payload") != std::string::npos);

    server.kill();
    findings away;
    examine_bus(settings, away);
    CHECK(worst(away) == verdict::bad);

    settings.bus.url = "nats://aula:hunter2@nats.invalid";
    findings plain;
    examine_bus(settings, plain);
    REQUIRE(plain.size() == 2);
    CHECK(plain[0].text.find("without TLS") != std::string::npos);
    CHECK(plain[1].how == verdict::bad);
    for (const auto& each : plain) CHECK(each.text.find("hunter2") == std::string::npos);
}

TEST_CASE("a loopback server without TLS is fine, one open to the network is not") {
    auto settings = defaults();
    findings fine;
    examine_addresses(settings, fine);
    CHECK(worst(fine) == verdict::good);

    settings.server.listen = "0.0.0.0:80";
    settings.server.public_url = "http://aula.example.org";
    findings open;
    examine_addresses(settings, open);
    CHECK(worst(open) == verdict::bad);

    settings.server.public_url = "https://aula.example.org";
    findings proxied;
    examine_addresses(settings, proxied);
    CHECK(worst(proxied) == verdict::good);
}

TEST_CASE("a port that another program has is bad, one that is free is no finding") {
    auto settings = defaults();
    settings.server.listen = "127.0.0.1:0";
    findings free;
    examine_ports(settings, free);
    CHECK(free.empty());

    const boost::asio::ip::tcp::endpoint any(boost::asio::ip::address_v4::loopback(), 0);
    const auto sockets = listening_sockets::open("server.listen", any);
    REQUIRE(sockets);
    settings.metrics.listen = text_of(sockets->address());
    findings taken;
    examine_ports(settings, taken);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].how == verdict::bad);
    CHECK(taken[0].text.starts_with(settings.metrics.listen + " is in use by process "));
    CHECK(taken[0].text.ends_with("(metrics.listen)."));

    const test::temporary_folder folder;  // of a server that runs: it has its port rightly
    settings.server.data = folder.path();
    const auto lock = take_data_folder(folder.path());
    findings ours;
    examine_ports(settings, ours);
    CHECK(ours.empty());
}

TEST_CASE("a certificate that cannot be loaded is bad, none at all is no finding") {
    auto settings = defaults();
    findings none;
    examine_certificate(settings, none);
    CHECK(none.empty());

    settings.tls.certificate = "/nowhere/cert.pem";
    settings.tls.key = "/nowhere/key.pem";
    findings missing;
    examine_certificate(settings, missing);
    CHECK(worst(missing) == verdict::bad);
}

TEST_CASE("a data folder that cannot be made is bad") {
    auto settings = defaults();
    settings.server.data = "/dev/null/aula";  // below a file, which nobody may enter
    findings found;
    examine_data_folder(settings, found);
    CHECK(worst(found) == verdict::bad);
}

TEST_CASE("more connections than files may be opened is a note with the number needed") {
    auto settings = defaults();
    settings.limits.connections = 100'000'000;
    findings found;
    examine_files_limit(settings, found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].how == verdict::note);
    CHECK(found[0].text.find("100000200") != std::string::npos);
}

TEST_CASE("without a mail server doctor says where the mail goes instead") {
    findings found;
    examine_mail(defaults(), found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].text.find("outbox") != std::string::npos);
}
