// A system that refuses: preloaded into the server (LD_PRELOAD), it lets calls of one kind fail.
//
// What fails is steered, and counted, in the mapped file AULA_REFUSALS: from the n-th call of a
// kind since it was armed on, so many calls fail. The file may be armed before the server starts;
// then its start counts too. Without the variable nothing fails. Calls inside of the C library
// itself (the stacks of threads, the arenas of malloc) are not seen.

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

enum kind : std::uint32_t { nothing, mapping, file, memory, process, thread };

constexpr long page_bytes = 4096;

/// Words of 32 bits in the control file, in this order.
struct control_page {
    std::atomic<std::uint32_t> what;     ///< A kind; `nothing` lifts the fault.
    std::atomic<std::uint32_t> nth;      ///< The first call that fails, counted from 1.
    std::atomic<std::uint32_t> count;    ///< How many calls fail from there on.
    std::atomic<std::uint32_t> seen;     ///< Calls of this kind since then.
    std::atomic<std::uint32_t> refused;  ///< Those that failed.
};

control_page* control = nullptr;

/// By bare system calls: everything else would be counted.
__attribute__((constructor)) void find_control() {
    const char* const path = std::getenv("AULA_REFUSALS");
    if (path == nullptr) return;
    const auto descriptor = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    const auto at = ::syscall(
        SYS_mmap, nullptr, page_bytes, long{PROT_READ | PROT_WRITE}, long{MAP_SHARED}, descriptor,
        0L
    );
    ::syscall(SYS_close, descriptor);
    if (at > 0) control = reinterpret_cast<control_page*>(at);
}

bool is_refused(kind asked, int with) {
    if (control == nullptr || control->what.load() != asked) return false;
    const auto call = control->seen.fetch_add(1) + 1;
    const auto first = control->nth.load();
    if (call < first || call - first >= control->count.load()) return false;
    ++control->refused;
    errno = with;
    return true;
}

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

mode_t mode_of(int flags, va_list more) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

extern "C" {

void* malloc(std::size_t bytes) {
    return is_refused(memory, ENOMEM) ? nullptr : __libc_malloc(bytes);
}

void* calloc(std::size_t count, std::size_t bytes) {
    return is_refused(memory, ENOMEM) ? nullptr : __libc_calloc(count, bytes);
}

void* realloc(void* before, std::size_t bytes) {
    return is_refused(memory, ENOMEM) ? nullptr : __libc_realloc(before, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) {
    return is_refused(memory, ENOMEM) ? nullptr : __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
    return is_refused(memory, ENOMEM) ? nullptr : __libc_memalign(alignment, bytes);
}

int posix_memalign(void** to, std::size_t alignment, std::size_t bytes) {
    if (is_refused(memory, ENOMEM)) return ENOMEM;
    *to = __libc_memalign(alignment, bytes);
    return *to == nullptr ? ENOMEM : 0;
}

void* mmap(void* at, std::size_t bytes, int access, int flags, int descriptor, off_t offset) {
    static const auto next = real<void*(void*, std::size_t, int, int, int, off_t)>("mmap");
    if (is_refused(mapping, ENOMEM)) return MAP_FAILED;
    return next(at, bytes, access, flags, descriptor, offset);
}

void* mmap64(void* at, std::size_t bytes, int access, int flags, int descriptor, off64_t offset) {
    static const auto next = real<void*(void*, std::size_t, int, int, int, off64_t)>("mmap64");
    if (is_refused(mapping, ENOMEM)) return MAP_FAILED;
    return next(at, bytes, access, flags, descriptor, offset);
}

void* mremap(void* before, std::size_t bytes, std::size_t wanted, int flags, ...) {
    static const auto next = real<void*(void*, std::size_t, std::size_t, int, ...)>("mremap");
    va_list more;
    va_start(more, flags);
    void* const at = (flags & MREMAP_FIXED) != 0 ? va_arg(more, void*) : nullptr;
    va_end(more);
    return is_refused(mapping, ENOMEM) ? MAP_FAILED : next(before, bytes, wanted, flags, at);
}

int open(const char* path, int flags, ...) {
    static const auto next = real<int(const char*, int, mode_t)>("open");
    va_list more;
    va_start(more, flags);
    const auto mode = mode_of(flags, more);
    va_end(more);
    return is_refused(file, EMFILE) ? -1 : next(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    static const auto next = real<int(const char*, int, mode_t)>("open64");
    va_list more;
    va_start(more, flags);
    const auto mode = mode_of(flags, more);
    va_end(more);
    return is_refused(file, EMFILE) ? -1 : next(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    static const auto next = real<int(int, const char*, int, mode_t)>("openat");
    va_list more;
    va_start(more, flags);
    const auto mode = mode_of(flags, more);
    va_end(more);
    return is_refused(file, EMFILE) ? -1 : next(folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
    static const auto next = real<int(int, const char*, int, mode_t)>("openat64");
    va_list more;
    va_start(more, flags);
    const auto mode = mode_of(flags, more);
    va_end(more);
    return is_refused(file, EMFILE) ? -1 : next(folder, path, flags, mode);
}

FILE* fopen(const char* path, const char* how) {
    static const auto next = real<FILE*(const char*, const char*)>("fopen");
    return is_refused(file, EMFILE) ? nullptr : next(path, how);
}

FILE* fopen64(const char* path, const char* how) {
    static const auto next = real<FILE*(const char*, const char*)>("fopen64");
    return is_refused(file, EMFILE) ? nullptr : next(path, how);
}

DIR* opendir(const char* path) {
    static const auto next = real<DIR*(const char*)>("opendir");
    return is_refused(file, EMFILE) ? nullptr : next(path);
}

int mkstemp(char* name) {
    static const auto next = real<int(char*)>("mkstemp");
    return is_refused(file, EMFILE) ? -1 : next(name);
}

int mkstemp64(char* name) {
    static const auto next = real<int(char*)>("mkstemp64");
    return is_refused(file, EMFILE) ? -1 : next(name);
}

int accept4(int door, sockaddr* from, socklen_t* size, int flags) {
    static const auto next = real<int(int, sockaddr*, socklen_t*, int)>("accept4");
    return is_refused(file, EMFILE) ? -1 : next(door, from, size, flags);
}

int socket(int domain, int type, int protocol) {
    static const auto next = real<int(int, int, int)>("socket");
    return is_refused(file, EMFILE) ? -1 : next(domain, type, protocol);
}

int pipe2(int* ends, int flags) {
    static const auto next = real<int(int*, int)>("pipe2");
    return is_refused(file, EMFILE) ? -1 : next(ends, flags);
}

int eventfd(unsigned int start, int flags) {
    static const auto next = real<int(unsigned int, int)>("eventfd");
    return is_refused(file, EMFILE) ? -1 : next(start, flags);
}

int epoll_create1(int flags) {
    static const auto next = real<int(int)>("epoll_create1");
    return is_refused(file, EMFILE) ? -1 : next(flags);
}

int timerfd_create(int clock, int flags) {
    static const auto next = real<int(int, int)>("timerfd_create");
    return is_refused(file, EMFILE) ? -1 : next(clock, flags);
}

pid_t fork() {
    static const auto next = real<pid_t()>("fork");
    return is_refused(process, EAGAIN) ? -1 : next();
}

int posix_spawn(
    pid_t* child, const char* path, const posix_spawn_file_actions_t* actions,
    const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment
) {
    static const auto next = real<decltype(::posix_spawn)>("posix_spawn");
    if (is_refused(process, EAGAIN)) return EAGAIN;
    return next(child, path, actions, attributes, arguments, environment);
}

int posix_spawnp(
    pid_t* child, const char* path, const posix_spawn_file_actions_t* actions,
    const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment
) {
    static const auto next = real<decltype(::posix_spawnp)>("posix_spawnp");
    if (is_refused(process, EAGAIN)) return EAGAIN;
    return next(child, path, actions, attributes, arguments, environment);
}

int pthread_create(
    pthread_t* made, const pthread_attr_t* attributes, void* (*run)(void*), void* with
) {
    static const auto next = real<decltype(::pthread_create)>("pthread_create");
    if (is_refused(thread, EAGAIN)) return EAGAIN;
    return next(made, attributes, run, with);
}
}
