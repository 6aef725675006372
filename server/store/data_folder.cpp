#include "store/data_folder.hpp"

#include <array>
#include <string>
#include <system_error>

namespace aula {
namespace {

result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    if (std::filesystem::is_directory(folder, failed)) return {};
    std::filesystem::create_directories(folder, failed);
    if (!failed) {
        // Names, e-mail addresses and minutes: nobody else's business.
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    }
    if (!failed) return {};
    return error{
        error_code::storage_full,
        "cannot make the data folder " + folder.string() + ": " + failed.message()
    };
}

/// Made by every server, but never before its database.
constexpr std::array<const char*, 4> beside_the_database{"decks", "outbox", "tmp", "deck-cache"};

}  // namespace

result<void> check_is_new(const std::filesystem::path& folder) {
    for (const auto* each : beside_the_database) {
        std::error_code unknown;
        if (!std::filesystem::exists(folder / each, unknown)) continue;
        return error{
            error_code::conflict,
            "the data folder " + folder.string() + " has been used (" + each +
                " is in it), but its database aula.db is missing or empty: restore a backup with "
                "aula restore, or give the server an empty folder to begin with; with PostgreSQL, "
                "set store.url"
        };
    }
    return {};
}

result<folder_lock> take_data_folder(const std::filesystem::path& folder) {
    if (auto made = make_folder(folder); !made) return made.error();
    return folder_lock::take(folder);
}

}  // namespace aula
