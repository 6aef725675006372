#include "cli/file_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace aula::cli {
namespace fs = std::filesystem;
namespace {

error cannot(const std::string& what, const fs::path& where, const std::error_code& why) {
    const auto code =
        why == std::errc::no_space_on_device ? error_code::storage_full : error_code::internal;
    return {code, "Cannot " + what + " " + where.string() + ": " + why.message() + "."};
}

std::error_code last_error() {
    return {errno, std::generic_category()};
}

result<void> sync_folder(const fs::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return cannot("open", folder, last_error());
    const bool is_synced = ::fsync(opened) == 0;
    const auto why = last_error();
    ::close(opened);
    if (!is_synced) return cannot("save", folder, why);
    return {};
}

}  // namespace

tree_size measure_tree(const fs::path& folder) {
    tree_size size;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
        if (!fs::is_regular_file(entry.symlink_status(failed))) continue;
        ++size.files;
        size.bytes += entry.file_size(failed);
    }
    return size;
}

result<void> copy_tree(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    fs::create_directories(to, failed);
    if (failed) return cannot("make", to, failed);
    auto entries = fs::directory_iterator(from, failed);
    if (failed) return {};
    for (const auto& entry : entries) {
        const auto target = to / entry.path().filename();
        const auto kind = entry.symlink_status(failed).type();
        if (kind == fs::file_type::directory) {
            if (auto copied = copy_tree(entry.path(), target); !copied) return copied;
        } else if (kind == fs::file_type::regular) {
            fs::copy_file(entry.path(), target, failed);
            if (failed && failed != std::errc::no_such_file_or_directory) {
                return cannot("copy", entry.path(), failed);
            }
        }
    }
    return {};
}

result<void> make_private_folder(const fs::path& folder) {
    if (::mkdir(folder.c_str(), 0700) == 0) return {};
    return cannot("make", folder, last_error());
}

result<void> rename_new(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
        return cannot("rename to", to, last_error());
    }
    return sync_folder(fs::absolute(to).parent_path());
}

result<void> sync_file_system(const fs::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return cannot("open", folder, last_error());
    const bool is_synced = ::syncfs(opened) == 0;
    const auto why = last_error();
    ::close(opened);
    if (!is_synced) return cannot("save", folder, why);
    return {};
}

result<void> give_to_owner_of(const fs::path& like, const fs::path& folder) {
    struct stat owner{};
    if (::geteuid() != 0 || ::stat(like.c_str(), &owner) != 0) return {};
    const auto give = [&](const fs::path& what) {
        return ::lchown(what.c_str(), owner.st_uid, owner.st_gid) == 0;
    };
    if (!give(folder)) return cannot("give away", folder, last_error());
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
        if (!give(entry.path())) return cannot("give away", entry.path(), last_error());
    }
    return {};
}

}  // namespace aula::cli
