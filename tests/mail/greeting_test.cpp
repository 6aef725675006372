#include "mail/greeting.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace aula;

TEST_CASE("people's names are fit to greet by") {
    for (const std::string name :
         {"Ada Atim", "J. P. Smith", "J.P. Smith", "Dr. Maria van der Berg-Jansen", "O'Neil, Sean",
          "María Fernanda de la Cruz González", "免疫学", "محمد بن عبد الله", "Louis XIV", "Bo",
          "Martin Luther King Jr.", "Anna-Lena (Leiden)", "Student 12", "N'Golo Kanté"}) {
        CAPTURE(name);
        CHECK(is_fit_to_greet(name));
    }
}

TEST_CASE("what holds an address, a link, a number or a whole message is not") {
    for (const std::string name :
         {"Your account is locked, sign in at https://evil.example/now",
          "evil.example",
          "Ada (see evil.example)",
          "www.evil.nl",
          "ada@evil.example",
          "Ada evil\u3002example",
          "Ada evil\uFF0Eexample",
          "Ada evil\uFF61example",
          "Ada evil\u2024example",
          "a\uFF20b",
          "evil.example/x",
          "mailto:ada",
          "call 0900 1234",
          "call \uFF10\uFF19\uFF10\uFF10",
          "Ada <b>",
          "1.2.3.4444",
          "tel 12345",
          "\u8bf7\u767b\u5f55.\u4f8b\u5b50",
          "javascript:x",
          "xn--a.example",
          "http//evil",
          ""}) {
        CAPTURE(name);
        CHECK_FALSE(is_fit_to_greet(name));
    }
    CHECK(is_fit_to_greet(std::string(50, 'a')));
    CHECK_FALSE(is_fit_to_greet(std::string(51, 'a')));
    std::string long_and_wide;
    for (int i = 0; i < 51; ++i) long_and_wide += "\u514d";
    CHECK_FALSE(is_fit_to_greet(long_and_wide));
}
