#include "store/data_folder.hpp"

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

}  // namespace

result<folder_lock> take_data_folder(const std::filesystem::path& folder) {
    if (auto made = make_folder(folder); !made) return made.error();
    return folder_lock::take(folder);
}

}  // namespace aula
