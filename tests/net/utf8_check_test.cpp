#include "net/utf8_check.hpp"

#include <doctest/doctest.h>

#include <string>

using aula::utf8_check;

namespace {

bool is_utf8_text(std::string_view text) {
    utf8_check check;
    return check.take(text) && check.is_whole();
}

/// The encoding of RFC 3629 §3, also for numbers that have none.
std::string encoded(unsigned code) {
    const auto tail = [code](int shift) {
        return static_cast<char>(0x80 | ((code >> shift) & 0x3f));
    };
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(0)};
    if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
    return {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace

TEST_CASE("every code point but the surrogates has an encoding, and no larger number has") {
    for (unsigned code = 0; code < 0x1fffff; ++code) {
        const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
        const bool expected = code <= 0x10ffff && !is_surrogate;
        if (is_utf8_text(encoded(code)) != expected) FAIL("code point " << code);
    }
}

TEST_CASE("overlong forms, stray and missing bytes are not UTF-8") {
    for (const char* wrong :
         {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
          "\xf0\x8f\xbf\xbf", "\x80", "\xbf", "\xc3", "\xe2\x82", "\xf0\x9f\x8e", "\xc3\x28",
          "\xf5\x80\x80\x80", "\xfe", "\xff"}) {
        CHECK_FALSE(is_utf8_text(wrong));
    }
}

TEST_CASE("a character may be cut anywhere") {
    const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x93";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        utf8_check check;
        CHECK(check.take(text.substr(0, cut)));
        CHECK(check.take(text.substr(cut)));
        CHECK(check.is_whole());
    }
}
