// A disk that keeps only what was synced, and that fails when it is told to: preloaded into the
// server (LD_PRELOAD).
//
// The database and its write-ahead log go to their files as ever. Beside them, AULA_DISK_KEEPS
// holds what a disk would hold if the power went now: a page comes there when it is synced, and not
// before. A sync that fails keeps nothing, and the pages count as clean from then on, as they do in
// Linux (what was written is gone without another word, unless it is written once more). What
// happens is steered, and counted, in the mapped file AULA_DISK_CONTROL.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::int64_t page_bytes = 4096;

/// Words of 32 bits in the control file, in this order.
struct control_page {
    std::atomic<std::uint32_t>
        write_error;  ///< An errno that every write is answered with; 0: none.
    std::atomic<std::uint32_t> sync_error;
    std::atomic<std::uint32_t> is_power_off;  ///< Nothing is kept any more, and nothing says so.
    std::atomic<std::uint32_t> writes_failed;
    std::atomic<std::uint32_t> syncs_failed;
    std::atomic<std::uint32_t> syncs;
};

struct kept_file {
    int durable = -1;  ///< What the disk keeps of it.
    std::set<std::int64_t> dirty;
};

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

control_page& control() {
    static control_page* const page = [] {
        const int file = ::open(std::getenv("AULA_DISK_CONTROL"), O_RDWR | O_CLOEXEC);
        void* const at = ::mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (at == MAP_FAILED) std::abort();
        return static_cast<control_page*>(at);
    }();
    return *page;
}

class disk {
public:
    static disk& the() {
        static disk* const only = new disk;  // outlives every thread that may still write
        return *only;
    }

    void opened(int descriptor, std::string_view path) {
        const auto name = path.substr(path.rfind('/') + 1);
        if (name != "aula.db" && name != "aula.db-wal") return;
        const std::lock_guard held(guard_);
        auto& file = files_[std::string(name)];
        if (!file) file = adopt(descriptor, std::string(name));
        if (auto* const slot = slot_of(descriptor)) *slot = file.get();
    }

    // Without the lock: a child of fork() closes what it has inherited, whoever held it at that
    // moment.
    void closed(int descriptor) {
        if (auto* const slot = slot_of(descriptor)) *slot = nullptr;
    }

    bool is_kept(int descriptor) {
        auto* const slot = slot_of(descriptor);
        return slot != nullptr && *slot != nullptr;
    }

    void written(int descriptor, std::int64_t at, std::int64_t bytes) {
        const std::lock_guard held(guard_);
        auto& dirty = slot_of(descriptor)->load()->dirty;
        for (auto page = at / page_bytes; page * page_bytes < at + bytes; ++page)
            dirty.insert(page);
    }

    void sync_failed(int descriptor) {
        const std::lock_guard held(guard_);
        slot_of(descriptor)->load()->dirty.clear();
    }

    /// Page by page, because a power cut may come in between.
    void synced(int descriptor) {
        const std::lock_guard held(guard_);
        auto& file = *slot_of(descriptor)->load();
        while (!file.dirty.empty() && control().is_power_off == 0) {
            keep(descriptor, file, *file.dirty.begin());
            file.dirty.erase(file.dirty.begin());
        }
        struct stat now{};
        if (control().is_power_off != 0 || ::fstat(descriptor, &now) != 0) return;
        if (::ftruncate(file.durable, now.st_size) != 0) std::abort();
    }

private:
    std::atomic<kept_file*>* slot_of(int descriptor) {
        const auto at = static_cast<std::size_t>(descriptor);
        return at < by_descriptor_.size() ? &by_descriptor_[at] : nullptr;
    }

    /// What lay there before the server started has been kept long since.
    static std::unique_ptr<kept_file> adopt(int descriptor, const std::string& name) {
        const auto path = std::string(std::getenv("AULA_DISK_KEEPS")) + "/" + name;
        auto file = std::make_unique<kept_file>();
        file->durable = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        struct stat now{};
        if (file->durable < 0 || ::fstat(descriptor, &now) != 0) std::abort();
        for (std::int64_t page = 0; page * page_bytes < now.st_size; ++page)
            keep(descriptor, *file, page);
        return file;
    }

    static void keep(int descriptor, const kept_file& file, std::int64_t page) {
        static const auto write = real<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
        std::array<char, page_bytes> bytes;
        const auto size = ::pread(descriptor, bytes.data(), bytes.size(), page * page_bytes);
        if (size > 0 &&
            write(file.durable, bytes.data(), static_cast<std::size_t>(size), page * page_bytes) !=
                size)
            std::abort();
    }

    std::mutex guard_;
    std::unordered_map<std::string, std::unique_ptr<kept_file>> files_;
    std::array<std::atomic<kept_file*>, 32768> by_descriptor_{};
};

bool fails(std::atomic<std::uint32_t>& with, std::atomic<std::uint32_t>& counted) {
    const auto error = with.load();
    if (error == 0) return false;
    ++counted;
    errno = static_cast<int>(error);
    return true;
}

}  // namespace

extern "C" {

int open64(const char* path, int flags, ...) {
    static const auto open = real<int(const char*, int, mode_t)>("open64");
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    const int descriptor = open(path, flags, mode);
    if (descriptor >= 0) disk::the().opened(descriptor, path);
    return descriptor;
}

int close(int descriptor) {
    static const auto close = real<int(int)>("close");
    disk::the().closed(descriptor);
    return close(descriptor);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t at) {
    static const auto write = real<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
    if (!disk::the().is_kept(descriptor)) return write(descriptor, bytes, size, at);
    if (fails(control().write_error, control().writes_failed)) return -1;
    const auto written = write(descriptor, bytes, size, at);
    if (written > 0) disk::the().written(descriptor, at, written);
    return written;
}

int fdatasync(int descriptor) {
    static const auto sync = real<int(int)>("fdatasync");
    if (!disk::the().is_kept(descriptor)) return sync(descriptor);
    if (fails(control().sync_error, control().syncs_failed)) {
        disk::the().sync_failed(descriptor);
        return -1;
    }
    ++control().syncs;
    const int answer = sync(descriptor);
    if (answer == 0) disk::the().synced(descriptor);
    return answer;
}
}
