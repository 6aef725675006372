#pragma once

#include <filesystem>
#include <utility>

#include "base/result.hpp"

namespace aula {

/// Holds `aula.lock` in a data folder, so that one server at a time writes there. The kernel lets
/// go of it when the process ends, however it ends. The file holds the owner's process id, for the
/// message that the second server gives.
class folder_lock {
public:
    static result<folder_lock> take(const std::filesystem::path& folder);

    folder_lock(folder_lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    folder_lock& operator=(folder_lock&&) = delete;
    ~folder_lock();

private:
    explicit folder_lock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace aula
