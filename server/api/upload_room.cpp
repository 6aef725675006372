#include "api/upload_room.hpp"

#include <algorithm>
#include <utility>

#include "base/disk_use.hpp"
#include "base/needed_memory.hpp"
#include "base/units.hpp"
#include "decks/deck_shelf.hpp"
#include "store/decks.hpp"
#include "store/store.hpp"

namespace aula {
namespace asio = boost::asio;

namespace {

std::chrono::seconds until_tomorrow(timestamp now) {
    const auto tomorrow = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1);
    return std::chrono::ceil<std::chrono::seconds>(tomorrow - now);
}

bool is_beyond(std::uint64_t quota, std::uint64_t used, std::uint64_t more) {
    return quota > 0 && (used > quota || more > quota - used);
}

}  // namespace

problem to_problem(upload_bound beyond, const upload_quotas& quotas, timestamp now) {
    problem why{.status = 507};
    switch (beyond) {
        case upload_bound::day:
            why.code = "day_quota";
            why.detail = "You may upload " + size_text(quotas.per_day) +
                         " to this course in a day, and this file goes beyond that. Go on "
                         "tomorrow (UTC), or ask the operator for more.";
            why.retry_after = until_tomorrow(now);
            break;
        case upload_bound::course:
            why.code = "course_quota";
            why.detail = "The slides of this course may take " + size_text(quotas.per_course) +
                         " on the disk, and this file goes beyond that. Remove slides that are "
                         "no longer needed, or ask the operator for more.";
            break;
        case upload_bound::disk:
            why.code = "disk_quota";
            why.detail =
                "The server's disk is nearly full, and the rest is for lectures. Ask the "
                "operator to make room.";
            break;
    }
    return why;
}

namespace {

struct sums {
    std::uint64_t of_uploader = 0;
    std::uint64_t of_course = 0;
};

result<sums> find_sums(database& db, const upload_account& account) {
    const auto of_uploader = uploads::bytes_of(db, account);
    if (!of_uploader) return of_uploader.error();
    const auto of_course = decks::bytes_of_course(db, account.course);
    if (!of_course) return of_course.error();
    return sums{static_cast<std::uint64_t>(*of_uploader), static_cast<std::uint64_t>(*of_course)};
}

}  // namespace

struct upload_room::saved_bytes {
    sums by;
    std::optional<disk_use> disk;
};

result<std::optional<upload_bound>> find_bound(
    database& db, const upload_account& account, std::uint64_t bytes, const upload_quotas& quotas
) {
    const auto found = find_sums(db, account);
    if (!found) return found.error();
    std::optional<upload_bound> beyond;
    if (is_beyond(quotas.per_course, found->of_course, bytes)) beyond = upload_bound::course;
    if (!account.uploader.empty() && is_beyond(quotas.per_day, found->of_uploader, bytes)) {
        beyond = upload_bound::day;
    }
    return beyond;
}

upload_room::upload_room(const api_parts& parts, background& behind)
    : parts_(parts),
      behind_(behind),
      per_day_(parts.settings.quotas.per_day),
      per_course_(parts.settings.quotas.per_course),
      disk_percent_(parts.settings.quotas.disk_percent) {}

upload_quotas upload_room::quotas() const {
    return {per_day_, per_course_, disk_percent_};
}

void upload_room::allow(const upload_quotas& now) {
    per_day_ = now.per_day;
    per_course_ = now.per_course;
    disk_percent_ = now.disk_percent;
}

asio::awaitable<result<upload_room::promise>> upload_room::reserve(
    upload_account account, std::uint64_t bytes
) {
    auto look = [folder = parts_.shelf.decks()] { return disk_use_at(folder); };
    auto find = [account](database& db) { return find_sums(db, account); };
    saved_bytes saved;
    saved.disk = co_await behind_.run(std::move(look));
    const auto found = co_await parts_.kept.read(std::move(find));
    if (!found) co_return found.error();
    saved.by = *found;
    promise made;
    made.refused = note(account, bytes, saved);
    if (!made.refused) made.held = place(*this, std::move(account), bytes);
    co_return made;
}

/// Promises the bytes unless they go beyond a bound.
std::optional<upload_bound> upload_room::note(
    const upload_account& account, std::uint64_t bytes, const saved_bytes& saved
) {
    const needed_memory whole;  // a promise is noted whole
    const auto quotas = this->quotas();
    const bool is_counted = !account.uploader.empty();
    const std::lock_guard lock(guard_);
    auto& of_course = promised_.by_course[account.course];
    auto& of_uploader = promised_.by_uploader[account.uploader];
    std::optional<upload_bound> beyond;
    if (saved.disk && !saved.disk->has_room(promised_.all + bytes, quotas.disk_percent)) {
        beyond = upload_bound::disk;
    } else if (is_beyond(quotas.per_course, saved.by.of_course + of_course, bytes)) {
        beyond = upload_bound::course;
    } else if (is_counted && is_beyond(quotas.per_day, saved.by.of_uploader + of_uploader, bytes)) {
        beyond = upload_bound::day;
    }
    if (!beyond) {
        of_course += bytes;
        of_uploader += bytes;
        promised_.all += bytes;
    }
    if (of_course == 0) promised_.by_course.erase(account.course);
    if (of_uploader == 0) promised_.by_uploader.erase(account.uploader);
    return beyond;
}

void upload_room::give_back(const upload_account& account, std::uint64_t bytes) {
    const std::lock_guard lock(guard_);
    const auto take_off = [bytes](auto& from, const auto& key) {
        const auto at = from.find(key);
        if (at == from.end()) return;
        at->second -= std::min(at->second, bytes);
        if (at->second == 0) from.erase(at);
    };
    take_off(promised_.by_course, account.course);
    take_off(promised_.by_uploader, account.uploader);
    promised_.all -= bytes;
}

}  // namespace aula
