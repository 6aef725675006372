#pragma once

#include <string>

namespace aula {

/// Appends what a character is easily taken for: small Latin letters for the doubles of Latin ones,
/// else the character without case and accent. Two texts that come out the same can be taken for
/// each other.
///
/// Bound: Latin (all of Latin-1, Extended-A, -B and Additional), Greek without the polytonic
/// letters, Cyrillic, the Armenian, Cherokee and phonetic letters that look Latin, and Latin
/// letters in other shapes (full width, mathematical, circled, squared, ligatures); `1`, `|`, `i`
/// and `l` are one, `0` and `o`, `m` and `rn`, `w` and `vv`. Other scripts are compared as they
/// are. (A part of Unicode TS 39, by table.)
void append_look(std::string& to, char32_t point);

/// The small letter of a capital: ASCII, Greek, Cyrillic and Armenian.
char32_t without_case(char32_t point);

}  // namespace aula
