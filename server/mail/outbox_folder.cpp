#include "mail/outbox_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace aula {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view unfinished_suffix = ".part";

bool write_all(int to, std::string_view text) {
    while (!text.empty()) {
        const auto wrote = ::write(to, text.data(), text.size());
        if (wrote < 0 && errno != EINTR) return false;
        if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ::fsync(to) == 0;
}

}  // namespace

fs::path outbox_folder::file_of(mail_id letter) const {
    return folder_ / (letter.text() + ".eml");
}

result<void> outbox_folder::put(mail_id letter, std::string_view text) const {
    std::error_code why;
    fs::create_directories(folder_, why);
    const auto file = file_of(letter);
    const auto unfinished = folder_ / ("." + letter.text() + std::string(unfinished_suffix));
    const int to = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool is_written = to >= 0 && write_all(to, text);
    if (to >= 0) ::close(to);
    if (is_written) fs::rename(unfinished, file, why);
    if (is_written && !why) return {};
    fs::remove(unfinished, why);
    return {error_code::storage_full, "The letter cannot be written to " + file.string() + "."};
}

result<void> outbox_folder::remove(mail_id letter) const {
    std::error_code why;
    fs::remove(file_of(letter), why);
    if (!why) return {};
    return {error_code::internal, "A letter's file cannot be removed: " + why.message() + "."};
}

std::vector<mail_id> outbox_folder::letters() const {
    std::vector<mail_id> found;
    std::error_code why;
    for (fs::directory_iterator at(folder_, why), end; !why && at != end; at.increment(why)) {
        const auto letter = mail_id::parse(at->path().stem().string());
        if (letter && at->path() == file_of(*letter)) found.push_back(*letter);
    }
    return found;
}

void outbox_folder::remove_unfinished() const {
    std::error_code why;
    for (fs::directory_iterator at(folder_, why), end; !why && at != end; at.increment(why)) {
        const auto name = at->path().filename().string();
        std::error_code ignored;
        if (name.starts_with('.') && name.ends_with(unfinished_suffix)) {
            fs::remove(at->path(), ignored);
        }
    }
}

}  // namespace aula
