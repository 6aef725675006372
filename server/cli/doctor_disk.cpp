#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/clock.hpp"
#include "base/disk_use.hpp"
#include "cli/doctor.hpp"

namespace aula::cli {
namespace {

constexpr std::uint64_t space_needed = 200ULL << 20;
constexpr std::uint64_t space_advised = 2ULL << 30;

/// An author waits for a commit, and a commit for the disk: beyond the first people notice, beyond
/// the second a lecture stumbles.
constexpr milliseconds sync_slow{20};
constexpr milliseconds sync_too_slow{200};
constexpr int syncs = 21;

enum class home : std::uint8_t { unknown, disk, memory, network };

/// By the magic numbers of statfs(2). SQLite's WAL needs shared memory, which network file systems
/// do not have; what is in memory is gone after a restart of the machine.
home kind_of(const std::filesystem::path& folder) {
    constexpr std::array<long, 6> network{0x6969,     0x517B,     0xFF534D42,
                                          0xFE534D42, 0x01021997, 0x00C36400};
    constexpr std::array<long, 2> memory{TMPFS_MAGIC, RAMFS_MAGIC};
    struct statfs found{};
    if (::statfs(folder.c_str(), &found) != 0) return home::unknown;
    const auto type = static_cast<long>(found.f_type);
    if (std::ranges::find(network, type) != network.end()) return home::network;
    if (std::ranges::find(memory, type) != memory.end()) return home::memory;
    return home::disk;
}

/// A file without a name, so that nothing is left whatever happens.
class scratch_file {
public:
    explicit scratch_file(const std::filesystem::path& folder)
        : descriptor_(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) {}
    ~scratch_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    /// What a commit of one page does.
    bool write_and_sync(int page) const {
        const std::array<char, 4096> bytes{};
        return ::pwrite(descriptor_, bytes.data(), bytes.size(), page * 4096L) == 4096 &&
               ::fdatasync(descriptor_) == 0;
    }

private:
    int descriptor_;
};

std::string milliseconds_text(std::chrono::nanoseconds length) {
    const auto tenths = std::chrono::round<std::chrono::microseconds>(length).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

void examine_speed(const std::filesystem::path& folder, findings& into) {
    const scratch_file file(folder);
    if (!file.is_open()) return;  // said already: not writable, or no such kind of file here
    std::array<std::chrono::nanoseconds, syncs> took{};
    for (int page = 0; page < syncs; ++page) {
        const auto begun = std::chrono::steady_clock::now();
        if (!file.write_and_sync(page)) {
            const auto why = std::generic_category().message(errno);
            return into.push_back(
                {verdict::bad, "disk", "Writing to " + folder.string() + " fails: " + why + "."}
            );
        }
        took[static_cast<std::size_t>(page)] = std::chrono::steady_clock::now() - begun;
    }
    std::ranges::sort(took);
    const auto usual = took[syncs / 2];
    const auto text = "A save takes " + milliseconds_text(usual) + ", the slowest of " +
                      std::to_string(syncs) + " " + milliseconds_text(took.back());
    if (usual > sync_too_slow) {
        into.push_back({verdict::bad, "disk", text + "; put the data folder on an SSD."});
    } else if (usual > sync_slow) {
        into.push_back({verdict::note, "disk", text + "; an SSD takes about 1 ms."});
    } else {
        into.push_back({verdict::good, "disk", text + "."});
    }
}

void examine_kind(const std::filesystem::path& folder, findings& into) {
    const auto kind = kind_of(folder);
    if (kind == home::network) {
        into.push_back(
            {verdict::bad, "data folder",
             folder.string() +
                 " is on a network file system, where the database is not safe; use a local disk."}
        );
    }
    if (kind == home::memory) {
        into.push_back(
            {verdict::bad, "data folder",
             folder.string() + " is in memory (tmpfs): everything is lost when the machine "
                               "restarts; use a disk."}
        );
    }
}

/// Where decks are kept, which may be on a disk of its own.
void examine_room_for_uploads(const config& of, findings& into) {
    const auto folder = existing(of.decks.folder.empty() ? of.server.data : of.decks.folder);
    const auto use = disk_use_at(folder);
    if (!use) return;
    const auto most = of.limits.disk_percent;
    const auto now = "The disk of the slides is " + std::to_string(use->percent()) + " % full";
    const auto bound = std::to_string(most) + " % (limits.disk_percent)";
    if (use->has_room(of.limits.upload, most)) {
        into.push_back({verdict::good, "uploads", now + "; uploads are taken up to " + bound + "."}
        );
        return;
    }
    into.push_back(
        {verdict::note, "uploads",
         now + "; uploads are refused beyond " + bound + ": make room, or raise the limit."}
    );
}

void examine_space(const std::filesystem::path& folder, findings& into) {
    std::error_code failed;
    const auto space = std::filesystem::space(folder, failed);
    if (failed)
        return into.push_back({verdict::bad, "disk", folder.string() + ": " + failed.message()});
    const auto free = std::to_string(space.available >> 30) + " GiB free at " + folder.string();
    if (space.available < space_needed) {
        into.push_back({verdict::bad, "disk", free + "; make room, or sessions go read-only soon."}
        );
    } else if (space.available < space_advised) {
        into.push_back({verdict::note, "disk", free + "; a deck takes about 10 MiB."});
    } else {
        into.push_back({verdict::good, "disk", free + "."});
    }
}

}  // namespace

std::filesystem::path existing(std::filesystem::path folder) {
    folder = std::filesystem::absolute(folder);
    while (!std::filesystem::exists(folder) && folder.has_relative_path())
        folder = folder.parent_path();
    return folder;
}

void examine_disk(const config& of, findings& into) {
    const auto folder = existing(of.server.data);
    examine_kind(folder, into);
    examine_space(folder, into);
    examine_room_for_uploads(of, into);
    examine_speed(folder, into);
}

}  // namespace aula::cli
