#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/database.hpp"

/// Keys of this installation, made once and kept with the data, so that a restored backup has them.
namespace aula::secrets {

/// The secret of this name; `proposed` becomes it when there is none yet.
result<std::string> get_or_keep(database& db, std::string_view name, std::string_view proposed);

}  // namespace aula::secrets
