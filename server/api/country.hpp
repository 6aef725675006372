#pragma once

#include <string_view>

namespace aula {

/// Whether this is an officially assigned ISO 3166-1 alpha-2 code, in capitals.
bool is_country(std::string_view code);

}  // namespace aula
