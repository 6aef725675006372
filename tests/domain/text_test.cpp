#include "domain/text.hpp"

#include <doctest/doctest.h>

#include "generated/messages.hpp"

using namespace aula;

TEST_CASE("honest text of any script comes through unchanged") {
    for (const std::string text : {
             "Why is CD8+ < CD4+?",
             "你好，免疫学",
             "مرحبا بالجميع",
             "می‌خواهم",               // Persian needs its non-joiner
             "👩🏽‍🔬 ❤️ 1️⃣",  // emoji need joiners and selectors
             "क्‍ष",
             "two\nlines\n\nand a paragraph",
             "a  b",
         }) {
        CHECK(clean_text(text) == text);
    }
}

TEST_CASE("controls, direction overrides and invisible characters go") {
    CHECK(clean_text(std::string("a\0b\x1B[31mc\x7F", 10)) == "ab[31mc");
    CHECK(clean_text("a\u0085b") == "a\nb");
    CHECK(clean_text("\u202Eevil\u202C \u2066x\u2069") == "evil x");
    CHECK(clean_text("a\u200Bb\u2060c\uFEFFd\u00ADe") == "abcde");
    CHECK(clean_text("flag\U000E0067\U000E007F") == "flag");
    CHECK(clean_text("a\uFFFEb\U0001FFFFc") == "abc");
}

TEST_CASE("blanks and line ends are tidied") {
    CHECK(clean_text(" \t\u00A0 hi \u3000\n") == "hi");
    CHECK(clean_text("a\tb") == "a b");
    CHECK(clean_text("a\r\nb\rc\u2028d") == "a\nb\nc\nd");
    CHECK(clean_text("a\r\rb") == "a\n\nb");
    CHECK(clean_text("a \n \n \n b") == "a\n\nb");
}

TEST_CASE("what cannot be seen is no text") {
    for (const std::string text : {"", " ", "\u200C\u200D", "\u200E \u200F", "\uFE0F"}) {
        CHECK(clean_text(text).empty());
        CHECK(clean_name(text).empty());
    }
}

TEST_CASE("bytes that are no UTF-8 become one mark each") {
    CHECK(clean_text("a\xFFz") == "a\uFFFDz");
    CHECK(clean_text("\xC0\xAF") == "\uFFFD\uFFFD");                      // overlong
    CHECK(clean_text("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");            // a surrogate
    CHECK(clean_text("x\xF0\x9F\x98") == "x\uFFFD\uFFFD\uFFFD");          // cut off
    CHECK(clean_text("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond Unicode
}

TEST_CASE("cleaning what is clean changes nothing") {
    for (const std::string text : {" a \n\n\n b\u202E ", "x\uFE0F \uFE0Fy", "\xFF\t\xFE"}) {
        CHECK(clean_text(clean_text(text)) == clean_text(text));
        CHECK(clean_name(clean_name(text)) == clean_name(text));
    }
}

TEST_CASE("a name is one line without anything hidden in it") {
    CHECK(clean_name("  Ngũgĩ \n wa\tThiong'o ") == "Ngũgĩ wa Thiong'o");
    CHECK(clean_name("Ho\u200Dpe\u200E") == "Hope");
    CHECK(clean_name("陈 美玲") == "陈 美玲");
}

TEST_CASE("a name is cut to its limit without breaking a character") {
    std::string name;
    for (std::size_t i = 0; i < limits::name_max + 5; ++i) name += "é";
    CHECK(count_characters(clean_name(name)) == limits::name_max);
    std::string spaced;
    for (std::size_t i = 0; i < limits::name_max; ++i) spaced += "é ";
    CHECK(count_characters(clean_name(spaced)) == limits::name_max - 1);
    CHECK(clean_name(spaced).ends_with("é"));
}

TEST_CASE("characters are counted, not bytes") {
    CHECK(count_characters("") == 0);
    CHECK(count_characters("aé免😀") == 4);
}

TEST_CASE("names that can be taken for each other have one skeleton") {
    const auto real = name_skeleton("Sander van Kasteren");
    for (const std::string fake : {
             "sander VAN kasteren",
             "Sander  van-Kasteren.",
             "Sаndеr vаn Kаstеrеn",                   // Cyrillic a and e
             "Ｓａｎｄｅｒ ｖａｎ Ｋａｓｔｅｒｅｎ",  // full width
             "Sander van Κasteren",                   // Greek capital kappa
             "S\u200Bander van Kasteren",
         }) {
        CHECK(name_skeleton(fake) == real);
    }
    CHECK(name_skeleton("Bi11 O'Nei1") == name_skeleton("BIll Oneil"));
    CHECK(name_skeleton("Sandra van Kasteren") != real);
    CHECK(name_skeleton("陈美玲") != name_skeleton("陈美林"));
    CHECK(name_skeleton("Łukasz Gędek") == name_skeleton("Lukasz Gedek"));
    CHECK(name_skeleton("Łukasz") != name_skeleton("Łukasza"));
}

TEST_CASE("a name in another alphabet, shape, case or accent is a look-alike, an honest one is none"
) {
    const auto all_alike = [](const std::string& real, const std::vector<std::string>& fakes) {
        for (const auto& fake : fakes) {
            CAPTURE(fake);
            CHECK(look_alike(real, fake));
            CHECK(look_alike(fake, real));
        }
    };
    all_alike(
        "Maria Bosch",
        {"MARIA BOSCH", "María  Bösch", "𝐌𝐚𝐫𝐢𝐚 𝕭𝖔𝖘𝖈𝖍", "Ⓜⓐⓡⓘⓐ Bosch", "Мaria Воsсh", "ᎷᎪᎡIᎪ Bosch",
         "rnaria-bosch", "Ｍａｒｉａ Ｂｏｓｃｈ", "Ма\u0301riа Bosch", "Mar\u0131a Bo\u017fch"}
    );
    all_alike("Νίκος Παπάς", {"ΝΙΚΟΣ ΠΑΠΑΣ", "νικος παπας", "Nίκος Παπάς"});
    all_alike("Йоханна Ёлкина", {"ЙОХАННА ЕЛКИНА", "йоханна ёлкина", "Иоханна Елкина"});
    all_alike("Wim Stöffler", {"VVim Stoffler", "Wirn Stoﬄer"});
    for (const auto* honest :
         {"Maria Bos", "Mario Bosch", "Maria Boschma", "玛丽亚 博世", "ماريا بوش"}) {
        CHECK_FALSE(look_alike("Maria Bosch", honest));
    }
    CHECK_FALSE(look_alike("李伟", "李玮"));
}

TEST_CASE("two ways of writing one person's name are told from two people's names") {
    for (const auto& [one, other] : std::vector<std::pair<std::string, std::string>>{
             {"Li, Mary-Jane", "Mary Jane LI"},
             {"Zoë  van 't Hoff", "zoe Van ’t Hoff"},
             {"Ada Atim", "Ada A. Atim"},
             {"Nguyễn Văn An", "NGUYEN VAN AN"},
             {"李伟", "李伟"},
         }) {
        CAPTURE(one);
        CHECK(may_be_one_person(one, other));
        CHECK(may_be_one_person(other, one));
    }
    for (const auto& [one, other] : std::vector<std::pair<std::string, std::string>>{
             {"Li, Mary-Jane", "Nguyễn, Wei"},
             {"Nguyễn Lan", "Nguyễn Wei"},
             {"Ana", "Ana Lima"},
             {"Ben Okello", "Benjamin Okello"},
             {"李伟", "李玮"},
         }) {
        CAPTURE(one);
        CHECK_FALSE(may_be_one_person(one, other));
        CHECK_FALSE(may_be_one_person(other, one));
    }
}
