#pragma once

#include <filesystem>
#include <utility>

namespace aula {

/// A new, private file in a folder; removed at the end unless it has been moved away.
class temporary_file {
public:
    temporary_file() = default;
    /// Throws std::system_error when no file can be made.
    explicit temporary_file(const std::filesystem::path& folder);
    ~temporary_file();
    temporary_file(temporary_file&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    temporary_file& operator=(temporary_file&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Removes what a process that was killed has left in the folder. Before anybody uploads.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace aula
