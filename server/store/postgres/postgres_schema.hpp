#pragma once

#include <memory>
#include <string>

#include "store/postgres/postgres_database.hpp"

namespace aula {

/// Connects to an empty database or to one of ours, and applies the missing migrations, which may
/// take minutes. While the connection lives nobody else can do so. Errors as for
/// `open_postgres_store`.
result<std::unique_ptr<postgres_database>> open_with_schema(
    const std::string& url, const postgres_times& usual = {}
);

}  // namespace aula
