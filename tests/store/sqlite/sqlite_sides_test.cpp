#include "store/sqlite/sqlite_sides.hpp"

#include "store/things.hpp"

using namespace aula;
using namespace aula::test;

TEST_SUITE_BEGIN("sqlite");

TEST_CASE("the write-ahead log does not grow with what is written") {
    things_store things;
    const std::string filling(20000, 'x');
    for (int i = 0; i < 400; ++i) {
        must(write(*things.kept, put(std::to_string(i) + filling)));
    }
    const auto largest = static_cast<std::uintmax_t>(2 * sqlite_writer::wal_pages_max) * 4200;
    CHECK(std::filesystem::file_size(things.folder.path() / "aula.db-wal") < largest);
}

TEST_SUITE_END();
