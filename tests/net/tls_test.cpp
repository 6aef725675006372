#include "net/tls.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "support/certificate.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;

namespace {

tls_settings make(const test::temporary_folder& in, const std::string& name, int days = 30) {
    const auto made = test::make_certificate(in, name, days);
    return {.certificate = made.certificate, .key = made.key};
}

timestamp now() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

bool says(const error& what, const std::string& text) {
    return what.detail.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a certificate and its key are loaded, with the time they are good for") {
    const test::temporary_folder folder;
    const auto files = make(folder, "good", 20);
    const auto loaded = load_tls(files);
    REQUIRE(loaded);
    using days = std::chrono::days;
    CHECK(std::chrono::round<days>(time_of(*loaded).until - now()) == days{20});
    CHECK(check_time(files, *loaded, now()));
    const auto late = check_time(files, *loaded, now() + days{21});
    REQUIRE_FALSE(late);
    CHECK(says(late.error(), "good.pem: the certificate expired on 20"));
    const auto early = check_time(files, *loaded, now() - days{1});
    REQUIRE_FALSE(early);
    CHECK(says(early.error(), "good.pem: the certificate is good from 20"));
}

TEST_CASE("what cannot be used is refused by the file that is to blame") {
    const test::temporary_folder folder;
    const auto one = make(folder, "one");
    const auto other = make(folder, "other");
    const auto mixed = load_tls({.certificate = one.certificate, .key = other.key});
    REQUIRE_FALSE(mixed);
    CHECK(says(mixed.error(), "other.key: the key does not belong to the certificate"));
    const auto nowhere = load_tls({.certificate = folder.path() / "none.pem", .key = one.key});
    REQUIRE_FALSE(nowhere);
    CHECK(says(nowhere.error(), "none.pem: the certificate cannot be read"));
    const auto junk = folder.write("junk.key", "no key at all");
    const auto spoilt = load_tls({.certificate = one.certificate, .key = junk});
    REQUIRE_FALSE(spoilt);
    CHECK(says(spoilt.error(), "junk.key: the key cannot be read"));
}

TEST_CASE("a key with a pass phrase is refused; nobody is asked for it") {
    const test::temporary_folder folder;
    const auto files = make(folder, "locked");
    const auto locked = folder.path() / "pass.key";
    const auto command = "openssl pkcs8 -topk8 -in " + files.key.string() +
                         " -passout pass:secret -out " + locked.string() + " 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    const auto refused = load_tls({.certificate = files.certificate, .key = locked});
    REQUIRE_FALSE(refused);
    CHECK(says(refused.error(), "pass.key: the key cannot be read"));
}
