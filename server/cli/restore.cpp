#include "cli/restore.hpp"

#include <array>
#include <string>
#include <system_error>

#include "cli/file_tree.hpp"
#include "store/folder_lock.hpp"

namespace aula::cli {
namespace fs = std::filesystem;
namespace {

/// Everything of a data folder that goes aside. The WAL belongs to its database: beside another one
/// it would be poison.
constexpr std::array<const char*, 6> contents{"aula.db", "aula.db-wal", "aula.db-shm",
                                              "decks",   "outbox",      "tmp"};

bool is_there(const fs::path& what) {
    std::error_code unknown;
    if (fs::is_directory(what, unknown)) return !fs::is_empty(what, unknown);
    return fs::exists(what, unknown);
}

bool is_in_use(const fs::path& data) {
    for (const auto* each : {"aula.db", "aula.db-wal", "decks", "outbox"}) {
        if (is_there(data / each)) return true;
    }
    return false;
}

result<void> copy_backup(const fs::path& backup, const fs::path& to) {
    std::error_code failed;
    fs::remove_all(to, failed);  // what an interrupted restore has left
    if (auto made = make_private_folder(to); !made) return made;
    return copy_tree(backup, to);
}

result<void> move_all(const fs::path& from, const fs::path& to) {
    for (const auto* each : contents) {
        std::error_code unknown;
        if (!fs::exists(fs::symlink_status(from / each, unknown))) continue;
        if (auto moved = rename_new(from / each, to / each); !moved) return moved;
    }
    return {};
}

}  // namespace

result<restored> restore_backup(
    const fs::path& backup, const fs::path& data, over_existing what, timestamp now
) {
    auto facts = verify_backup(backup);
    if (!facts) return facts.error();
    std::error_code failed;
    if (!fs::exists(data, failed)) {
        fs::create_directories(fs::absolute(data).parent_path(), failed);
        if (auto made = make_private_folder(data); !made) return made.error();
    }
    const auto lock = folder_lock::take(data);
    if (!lock) return lock.error();
    const bool was_in_use = is_in_use(data);
    if (was_in_use && what == over_existing::refuse) {
        return error{
            error_code::conflict,
            data.string() + " is not empty; with --force its content is moved aside first."
        };
    }
    const auto arriving = data / ".restoring";
    if (auto copied = copy_backup(backup, arriving); !copied) return copied.error();
    if (auto again = verify_backup(arriving); !again) return again.error();
    if (auto given = give_to_owner_of(data, arriving); !given) return given.error();
    if (auto synced = sync_file_system(data); !synced) return synced.error();

    restored done{.facts = *std::move(facts), .aside = {}};
    if (was_in_use) {
        done.aside = data / ("before-restore-" + backup_name(now).substr(5));
        if (auto made = make_private_folder(done.aside); !made) return made.error();
        if (auto moved = move_all(data, done.aside); !moved) return moved.error();
        if (auto given = give_to_owner_of(data, done.aside); !given) return given.error();
    } else {
        for (const auto* each : contents) fs::remove_all(data / each, failed);  // empty ones
    }
    if (auto moved = move_all(arriving, data); !moved) return moved.error();
    fs::remove_all(arriving, failed);
    return done;
}

}  // namespace aula::cli
