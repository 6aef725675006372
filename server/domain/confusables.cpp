#include "domain/confusables.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "domain/utf8.hpp"

namespace aula {
namespace {

/// The letters of Latin-1, Latin Extended-A and -B without their accents, from U+00C0 on; `i` is
/// written as the `l` it is taken for. A dot stands for what is no single letter.
constexpr std::string_view latin =
    "aaaaaa.ceeeelllldnoooooxouuuuyp.aaaaaa.ceeeelllldnooooo.ouuuuypyaaaaaaccccccccdd"
    "ddeeeeeeeeeegggggggghhhhllllllllll..jjkkkllllll..llnnnnnn.nnoooooo..rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzsbbbb...ccdd......ffg..llkkl..nnooo..pp.ss..ttttu"
    "u.vyyzz........pl............aalloouuuuuuuuuu.aaaa..ggggkkoooo..j...gg..nnaa...."
    "aaaaeeeelllloooorrrruuuusstt..hh.d..zzaaeeooooooooyylntj..accltsz..bu.eejj..rryy";
constexpr char32_t latin_first = 0xC0;

/// The same for Latin Extended Additional (Vietnamese, Yoruba …), from U+1E00 on.
constexpr std::string_view latin_additional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhllllkkkkkkllllllllmmmmmmnnnnnnnnoooo"
    "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s...."
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeelllloooooooooooooooooooooooouuuuuuuuuuuu"
    "uuyyyyyyyy......";
constexpr char32_t latin_additional_first = 0x1E00;

static_assert(latin.size() == 0x250 - 0xC0 && latin_additional.size() == 0x100);

using accented = std::pair<char32_t, char32_t>;
constexpr auto accents = std::to_array<accented>({
    // Greek and Cyrillic
    {0x0386, 0x0391}, {0x0388, 0x0395}, {0x0389, 0x0397}, {0x038A, 0x0399}, {0x038C, 0x039F},
    {0x038E, 0x03A5}, {0x038F, 0x03A9}, {0x0390, 0x03B9}, {0x03AA, 0x0399}, {0x03AB, 0x03A5},
    {0x03AC, 0x03B1}, {0x03AD, 0x03B5}, {0x03AE, 0x03B7}, {0x03AF, 0x03B9}, {0x03B0, 0x03C5},
    {0x03C2, 0x03C3}, {0x03CA, 0x03B9}, {0x03CB, 0x03C5}, {0x03CC, 0x03BF}, {0x03CD, 0x03C5},
    {0x03CE, 0x03C9}, {0x0400, 0x0415}, {0x0401, 0x0415}, {0x0403, 0x0413}, {0x0407, 0x0406},
    {0x040C, 0x041A}, {0x040D, 0x0418}, {0x040E, 0x0423}, {0x0419, 0x0418}, {0x0439, 0x0438},
    {0x0450, 0x0435}, {0x0451, 0x0435}, {0x0453, 0x0433}, {0x0457, 0x0456}, {0x045C, 0x043A},
    {0x045D, 0x0438}, {0x045E, 0x0443},
});

/// Letters of other scripts, and shapes of Latin ones, with the Latin letters they are taken for.
using double_of = std::pair<char32_t, std::string_view>;
// clang-format off
constexpr auto doubles = std::to_array<double_of>({
    {0x0030, "o"}, {0x0031, "l"}, {0x0069, "l"}, {0x007C, "l"}, {0x00C6, "ae"}, {0x00DF, "ss"},
    {0x00E6, "ae"}, {0x0152, "oe"}, {0x0153, "oe"}, {0x0250, "a"}, {0x0251, "a"}, {0x0256, "d"},
    {0x0257, "d"}, {0x0259, "e"}, {0x025B, "e"}, {0x0261, "g"}, {0x0262, "g"}, {0x0266, "h"},
    {0x0268, "l"}, {0x0269, "l"}, {0x026A, "l"}, {0x026D, "l"}, {0x0271, "m"}, {0x0272, "n"},
    {0x0274, "n"}, {0x0275, "o"}, {0x027D, "r"}, {0x0280, "r"}, {0x0282, "s"}, {0x0288, "t"},
    {0x0289, "u"}, {0x028B, "v"}, {0x028F, "y"}, {0x0290, "z"}, {0x0299, "b"}, {0x029C, "h"},
    {0x029D, "j"}, {0x029F, "l"}, {0x0392, "b"}, {0x0396, "z"}, {0x0397, "h"}, {0x039C, "m"},
    {0x039D, "n"}, {0x03A1, "p"}, {0x03A4, "t"}, {0x03A5, "y"}, {0x03A7, "x"}, {0x03B1, "a"},
    {0x03B2, "b"}, {0x03B3, "y"}, {0x03B5, "e"}, {0x03B6, "z"}, {0x03B7, "n"}, {0x03B8, "o"},
    {0x03B9, "l"}, {0x03BA, "k"}, {0x03BC, "u"}, {0x03BD, "v"}, {0x03BF, "o"}, {0x03C1, "p"},
    {0x03C3, "o"}, {0x03C4, "t"}, {0x03C5, "u"}, {0x03C7, "x"}, {0x03C9, "w"}, {0x03D5, "o"},
    {0x03F1, "p"}, {0x03F2, "c"}, {0x03F3, "j"}, {0x0430, "a"}, {0x0432, "b"}, {0x0433, "r"},
    {0x0435, "e"}, {0x043A, "k"}, {0x043C, "m"}, {0x043D, "h"}, {0x043E, "o"}, {0x043F, "n"},
    {0x0440, "p"}, {0x0441, "c"}, {0x0442, "t"}, {0x0443, "y"}, {0x0445, "x"}, {0x044C, "b"},
    {0x0455, "s"}, {0x0456, "l"}, {0x0458, "j"}, {0x0461, "w"}, {0x0475, "v"}, {0x0491, "r"},
    {0x0493, "f"}, {0x049B, "k"}, {0x049D, "k"}, {0x04A1, "k"}, {0x04A3, "h"}, {0x04AB, "c"},
    {0x04AF, "y"}, {0x04B1, "y"}, {0x04B3, "x"}, {0x04B7, "y"}, {0x04BB, "h"}, {0x04CF, "l"},
    {0x04D5, "ae"}, {0x0501, "d"}, {0x050B, "h"}, {0x050D, "g"}, {0x051B, "q"}, {0x051D, "w"},
    {0x0565, "t"}, {0x0566, "q"}, {0x0568, "p"}, {0x056C, "l"}, {0x0570, "h"}, {0x0571, "o"},
    {0x0575, "j"}, {0x0578, "n"}, {0x057D, "u"}, {0x057E, "u"}, {0x0581, "g"}, {0x0585, "o"},
    {0x13A0, "d"}, {0x13A1, "r"}, {0x13A2, "t"}, {0x13AA, "a"}, {0x13AB, "j"}, {0x13AC, "e"},
    {0x13B3, "w"}, {0x13B7, "m"}, {0x13BB, "h"}, {0x13C0, "g"}, {0x13C3, "z"}, {0x13D9, "v"},
    {0x13DA, "s"}, {0x13DE, "l"}, {0x13DF, "c"}, {0x13E2, "p"}, {0x13E6, "k"}, {0x13F4, "b"},
    {0x1D00, "a"}, {0x1D04, "c"}, {0x1D05, "d"}, {0x1D07, "e"}, {0x1D0A, "j"}, {0x1D0B, "k"},
    {0x1D0D, "m"}, {0x1D0F, "o"}, {0x1D18, "p"}, {0x1D1B, "t"}, {0x1D1C, "u"}, {0x1D20, "v"},
    {0x1D21, "w"}, {0x1D22, "z"}, {0x1E9E, "ss"}, {0x2102, "c"}, {0x210A, "g"}, {0x210B, "h"},
    {0x210C, "h"}, {0x210D, "h"}, {0x210E, "h"}, {0x2110, "l"}, {0x2111, "l"}, {0x2112, "l"},
    {0x2113, "l"}, {0x2115, "n"}, {0x2116, "no"}, {0x2119, "p"}, {0x211A, "q"}, {0x211B, "r"},
    {0x211C, "r"}, {0x211D, "r"}, {0x2120, "sm"}, {0x2121, "tel"}, {0x2122, "tm"}, {0x2124, "z"},
    {0x2128, "z"}, {0x212A, "k"}, {0x212B, "a"}, {0x212C, "b"}, {0x212D, "c"}, {0x212F, "e"},
    {0x2130, "e"}, {0x2131, "f"}, {0x2133, "m"}, {0x2134, "o"}, {0x2139, "l"}, {0x213B, "fax"},
    {0x2145, "d"}, {0x2146, "d"}, {0x2147, "e"}, {0x2148, "l"}, {0x2149, "j"}, {0x249C, "a"},
    {0x249D, "b"}, {0x249E, "c"}, {0x249F, "d"}, {0x24A0, "e"}, {0x24A1, "f"}, {0x24A2, "g"},
    {0x24A3, "h"}, {0x24A4, "l"}, {0x24A5, "j"}, {0x24A6, "k"}, {0x24A7, "l"}, {0x24A8, "m"},
    {0x24A9, "n"}, {0x24AA, "o"}, {0x24AB, "p"}, {0x24AC, "q"}, {0x24AD, "r"}, {0x24AE, "s"},
    {0x24AF, "t"}, {0x24B0, "u"}, {0x24B1, "v"}, {0x24B2, "w"}, {0x24B3, "x"}, {0x24B4, "y"},
    {0x24B5, "z"}, {0x2C7C, "j"}, {0x2C7D, "v"}, {0xFB00, "ff"}, {0xFB01, "fl"}, {0xFB02, "fl"},
    {0xFB03, "ffl"}, {0xFB04, "ffl"}, {0xFB05, "st"}, {0xFB06, "st"},
});
// clang-format on

static_assert(std::ranges::is_sorted(accents, {}, &accented::first));
static_assert(std::ranges::is_sorted(doubles, {}, &double_of::first));

template <class Table>
auto find_in(const Table& table, char32_t point) {
    const auto at = std::ranges::lower_bound(table, point, {}, &Table::value_type::first);
    return at != table.end() && at->first == point ? &*at : nullptr;
}

/// Blocks that hold one alphabet after the other in another shape: mathematical, circled, squared,
/// full width. The plain character; `point` itself for everything else.
char32_t plain(char32_t point) {
    struct alphabets {
        char32_t first, last, like, count;
    };
    static constexpr auto blocks = std::to_array<alphabets>({
        {0x24B6, 0x24E9, U'a', 26},
        {0xFF01, 0xFF5E, U'!', 94},
        {0x1D400, 0x1D6A3, U'a', 26},
        {0x1D7CE, 0x1D7FF, U'0', 10},
        {0x1F130, 0x1F149, U'a', 26},
        {0x1F150, 0x1F169, U'a', 26},
        {0x1F170, 0x1F189, U'a', 26},
    });
    for (const auto& [first, last, like, count] : blocks) {
        if (point >= first && point <= last) return like + (point - first) % count;
    }
    return point;
}

char32_t without_accent(char32_t point) {
    const auto* found = find_in(accents, point);
    return found == nullptr ? point : found->second;
}

char of_latin(char32_t point) {
    if (point - latin_first < latin.size()) return latin[point - latin_first];
    if (point - latin_additional_first < latin_additional.size()) {
        return latin_additional[point - latin_additional_first];
    }
    return '.';
}

void append_latin(std::string& to, char letter) {
    if (letter == 'm') {
        to += "rn";
    } else if (letter == 'w') {
        to += "vv";
    } else {
        to += letter;
    }
}

}  // namespace

char32_t without_case(char32_t point) {
    const auto within = [point](char32_t first, char32_t last) {
        return point >= first && point <= last;
    };
    if (within(U'A', U'Z') || within(0x391, 0x3A9) || within(0x410, 0x42F)) return point + 32;
    if (within(0x400, 0x40F)) return point + 80;
    if (within(0x531, 0x556)) return point + 48;
    if (within(0x460, 0x481) || within(0x48A, 0x4BF) || within(0x4D0, 0x52F)) return point | 1U;
    return point == 0x4C0 ? 0x4CF : point;
}

void append_look(std::string& to, char32_t point) {
    const auto letter = without_accent(plain(point));
    if (const char base = of_latin(letter); base != '.') return append_latin(to, base);
    const auto small = without_case(letter);
    const auto* found = find_in(doubles, letter);  // a Greek capital may look Latin in another way
    if (found == nullptr) found = find_in(doubles, small);
    if (found != nullptr) {
        for (const char each : found->second) append_latin(to, each);
    } else if (small < 0x80) {
        append_latin(to, static_cast<char>(small));
    } else {
        utf8::append(to, small);
    }
}

}  // namespace aula
