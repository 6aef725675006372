#include "auth/secrets.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace aula;

TEST_CASE("a secret is 256 bits in characters that are safe in URLs, cookies and headers") {
    for (int i = 0; i < 100; ++i) {
        const auto secret = new_secret();
        CHECK(secret.size() == 43);
        CHECK(
            secret.find_first_not_of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            ) == std::string::npos
        );
    }
}

TEST_CASE("no two secrets are the same, and every place takes every value") {
    std::set<std::string> seen;
    std::set<char> in_first_place;
    for (int i = 0; i < 5000; ++i) {
        const auto secret = new_secret();
        in_first_place.insert(secret.front());
        seen.insert(secret);
    }
    CHECK(seen.size() == 5000);
    CHECK(in_first_place.size() == 64);
}

TEST_CASE("the hash is SHA-256, by the examples of FIPS 180-2") {
    CHECK(hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_secret("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
