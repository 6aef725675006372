#include "decks/page_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/needed_memory.hpp"

namespace aula {
namespace fs = std::filesystem;
namespace {

/// Neither a hash nor a page's name has a slash.
std::string key_of(std::string_view hash, std::string_view name) {
    return std::string(hash).append("/").append(name);
}

std::uint64_t on_disk(std::uint64_t bytes) {
    const auto blocks = (bytes + page_cache::block - 1) / page_cache::block;
    return std::max<std::uint64_t>(blocks, 1) * page_cache::block;
}

error cannot(const std::error_code& why, const std::string& what) {
    const auto code =
        why == std::errc::no_space_on_device ? error_code::storage_full : error_code::internal;
    return {code, what + ": " + why.message() + "."};
}

result<void> write_copy(const fs::path& to, std::string_view bytes) {
    errno = 0;
    std::ofstream file(to, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (file) return {};
    const std::error_code why(errno, std::generic_category());
    std::error_code ignored;  // half a file that nobody finds; the next start tries again
    fs::remove(to, ignored);
    return cannot(why, "A page cannot be copied to " + to.string());
}

}  // namespace

page_cache::page_cache(fs::path folder, std::uint64_t bytes_max)
    : folder_(std::move(folder)), bytes_max_(bytes_max) {}

result<void> page_cache::prepare() const {
    std::error_code why;
    fs::create_directories(folder_, why);
    if (why) return cannot(why, "The folder " + folder_.string() + " cannot be made");
    // One by one: the folder itself may be a link to a larger disk.
    for (auto at = fs::directory_iterator(folder_, why); !why && at != fs::directory_iterator();) {
        fs::remove_all(at->path(), why);
        if (!why) at.increment(why);
    }
    if (why) return cannot(why, "The folder " + folder_.string() + " cannot be emptied");
    return {};
}

std::optional<cached_page> page_cache::find(
    std::string_view hash, std::string_view name, clock::time_point now
) {
    const auto key = key_of(hash, name);
    auto page = look_up(key, now);
    std::error_code unknown;
    if (!page || fs::is_regular_file(page->file, unknown)) return page;
    const std::lock_guard lock(guard_);
    entries gone;
    if (const auto at = by_key_.find(key); at != by_key_.end()) take_out(at->second, gone);
    return {};
}

result<fs::path> page_cache::keep(
    std::string_view hash, std::string_view name, std::string_view bytes
) {
    entry page{
        .hash = std::string(hash),
        .key = key_of(hash, name),
        .file = next_file(),
        .bytes = on_disk(bytes.size()),
    };
    if (page.bytes > bytes_max_) {
        return error{error_code::storage_full, "The page is larger than all copies may be."};
    }
    if (auto written = write_copy(page.file, bytes); !written) return written.error();
    return take_in(std::move(page));
}

void page_cache::forget(std::string_view hash) {
    entries gone;
    {
        const std::lock_guard lock(guard_);
        for (auto at = pages_.begin(); at != pages_.end();) {
            const auto page = at++;
            if (page->hash == hash) take_out(page, gone);
        }
    }
    remove_files(gone);
}

std::uint64_t page_cache::bytes() const {
    const std::lock_guard lock(guard_);
    return bytes_;
}

std::optional<cached_page> page_cache::look_up(const std::string& key, clock::time_point now) {
    const std::lock_guard lock(guard_);
    const auto at = by_key_.find(key);
    if (at == by_key_.end()) return {};
    auto& page = *at->second;
    pages_.splice(pages_.begin(), pages_, at->second);
    const bool is_due = !page.asked_at || now - *page.asked_at >= trust;
    if (is_due) page.asked_at = now;
    return cached_page{page.file, is_due};
}

fs::path page_cache::next_file() {
    const std::lock_guard lock(guard_);
    return folder_ / std::to_string(++last_number_);
}

/// Where the page is from now on. A copy that is there already stays: somebody may be about to open
/// it.
fs::path page_cache::take_in(entry page) {
    const needed_memory whole;
    entries extra;
    extra.push_back(std::move(page));
    const auto fresh = extra.begin();
    fs::path file;
    {
        const std::lock_guard lock(guard_);
        const auto [at, is_new] = by_key_.try_emplace(fresh->key, fresh);
        file = at->second->file;
        if (is_new) {
            bytes_ += fresh->bytes;
            pages_.splice(pages_.begin(), extra, fresh);
        }
        while (bytes_ > bytes_max_) take_out(std::prev(pages_.end()), extra);
    }
    remove_files(extra);
    return file;
}

/// Under the mutex; the files go without it.
void page_cache::take_out(entries::iterator page, entries& into) {
    bytes_ -= page->bytes;
    by_key_.erase(page->key);
    into.splice(into.end(), pages_, page);
}

void page_cache::remove_files(const entries& gone) {
    std::error_code ignored;  // what stays is removed at the next start
    for (const auto& page : gone) fs::remove(page.file, ignored);
}

}  // namespace aula
