#pragma once

#include <string>
#include <vector>

#include "api/json_reader.hpp"
#include "generated/messages.hpp"
#include "store/registrations.hpp"

namespace aula {

inline constexpr std::size_t institution_max = 200;
inline constexpr std::size_t external_id_max = 120;
inline constexpr std::size_t email_max = 254;

// The fields of people, wherever a document has them. What is wrong is noted by the field's name.

/// A name as others will see it: cleaned, not empty.
std::string read_name(json_reader& fields);

/// In its normal form; empty only when it is missing.
std::string read_email(json_reader& fields);

/// In capitals; empty only when it is missing.
std::string read_country(json_reader& fields);

/// The zone that a browser sends by itself. Anything that is not an IANA zone of this server is
/// dropped and never objected to, because the person did not type it.
std::string read_browser_zone(json_reader& fields);

/// `fallback` when it is missing.
role read_role(json_reader& fields, role fallback);

/// Whether the name could be taken for somebody of the staff other than `who`, whose it is to be.
bool looks_like_staff(
    const std::string& name, participant_id who, const std::vector<participant_record>& staff
);

}  // namespace aula
