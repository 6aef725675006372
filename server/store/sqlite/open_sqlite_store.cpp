#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "store/data_folder.hpp"
#include "store/migrations.hpp"
#include "store/open_store.hpp"
#include "store/queued_store.hpp"
#include "store/sqlite/inspection.hpp"
#include "store/sqlite/sqlite_sides.hpp"

namespace aula {
namespace {

/// Refuses, before anything is opened for writing, a database that must not be written to.
result<void> look_before_opening(const sqlite_settings& settings) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(settings.folder / "aula.db", unknown);
    const bool is_small = !unknown && size <= settings.check_bytes_max;
    const auto how = is_small ? sqlite_check::whole_file : sqlite_check::schema_only;
    const auto report = inspect_sqlite(settings.folder, how);
    if (report) return {};
    if (report.error().code != error_code::not_found) return report.error();
    return check_is_new(settings.folder);
}

result<std::unique_ptr<sqlite_database>> open_writer(const std::filesystem::path& file) {
    // Made here, because SQLite would make it readable for everybody; its WAL takes over the mode.
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const int why_not = errno;
    if (made >= 0) ::close(made);
    // A database that is there but cannot be written to is refused below, with the remedy.
    std::error_code unseen;
    if (made < 0 && !std::filesystem::exists(file, unseen)) {
        return error{
            error_code::storage_full, "the database " + file.string() + " cannot be made: " +
                                          std::generic_category().message(why_not)
        };
    }
    auto db = sqlite_database::open(file, sqlite_access::writer);
    if (!db) return db;
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    if (auto migrated = migrate(**db, now); !migrated) {
        return error{
            migrated.error().code, "the database " + file.string() +
                                       " cannot be brought up to date: " + migrated.error().detail
        };
    }
    return db;
}

}  // namespace

result<std::unique_ptr<store>> open_sqlite_store(const sqlite_settings& settings) {
    auto lock = take_data_folder(settings.folder);
    if (!lock) return lock.error();
    if (auto looked = look_before_opening(settings); !looked) return looked.error();

    const auto file = settings.folder / "aula.db";
    auto writer = open_writer(file);
    if (!writer) return writer.error();
    store_sides sides;
    sides.writer = std::make_unique<sqlite_writer>(*std::move(lock), *std::move(writer));
    for (int i = 0; i < settings.readers; ++i) {
        auto reader = sqlite_database::open(file, sqlite_access::reader);
        if (!reader) return reader.error();
        sides.readers.push_back(std::make_unique<sqlite_reader>(*std::move(reader)));
    }
    return std::unique_ptr<store>(std::make_unique<queued_store>(std::move(sides)));
}

}  // namespace aula
