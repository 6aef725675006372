#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aula {

/// Words for others to read, made harmless: control characters, bidirectional overrides and
/// isolates, and invisible characters go; tabs become spaces, line ends become `\n`, at most two in
/// a row; blanks around it go. The joiners that emoji, Persian and Indic scripts need stay. Empty
/// when nothing visible is left. Bytes that are not UTF-8 become U+FFFD.
std::string clean_text(std::string_view text);

/// As `clean_text`, for a name: one line, single blanks, no joiners or direction marks (two names
/// that look the same must be the same), at most `limits::name_max` characters.
std::string clean_name(std::string_view name);

/// Whether every character can be seen: the text is UTF-8, and has no blank, line end, control
/// character, direction mark or invisible character.
bool is_all_visible(std::string_view text);

/// The length as people count it, in Unicode code points.
std::size_t count_characters(std::string_view text);

/// What a name looks like, whatever its case, accents, blanks and punctuation, and whichever
/// alphabet its letters are from; see confusables.hpp for what is covered.
std::string name_skeleton(std::string_view name);

/// Whether two names can be taken for each other: no attendee may be called like one of the staff.
bool look_alike(std::string_view one, std::string_view other);

/// Whether two names can be two ways of writing one person's: the same words in any order, whatever
/// their case, accents and punctuation; or at least two words of which the other name has all.
bool may_be_one_person(std::string_view one, std::string_view other);

}  // namespace aula
