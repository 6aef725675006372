#include "cli/doctor.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
    settings.server.data = "/proc/aula";
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
