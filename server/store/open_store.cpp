#include "store/open_store.hpp"

namespace aula {

result<std::unique_ptr<store>> open_store(const store_place& where) {
    if (where.url.empty()) return open_sqlite_store({.folder = where.folder});
    return open_postgres_store({.url = where.url, .folder = where.folder, .node = where.node});
}

}  // namespace aula
