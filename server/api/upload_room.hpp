#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "api/background.hpp"
#include "api/parts.hpp"
#include "api/problem.hpp"
#include "api/upload_quotas.hpp"
#include "base/changeable.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/uploads.hpp"

namespace aula {

/// What an upload would go beyond.
enum class upload_bound { day, course, disk };

/// The refusal (507), with the remedy in words.
problem to_problem(upload_bound beyond, const upload_quotas& quotas, timestamp now);

/// What an upload of this size would go beyond, by what is saved. Costs one lookup and the sum
/// over an index of the course's decks.
result<std::optional<upload_bound>> find_bound(
    database& db, const upload_account& account, std::uint64_t bytes, const upload_quotas& quotas
);

/// Room on the disk, in the course and for the person, promised to uploads before their bytes come.
///
/// Any shard may ask. Each node promises for itself, so what is saved is looked at once more, in
/// the transaction that saves the deck.
class upload_room {
public:
    class place;

    /// A place, or what there is no room in.
    struct promise;

    upload_room(const api_parts& parts, background& behind);

    boost::asio::awaitable<result<promise>> reserve(upload_account account, std::uint64_t bytes);

    upload_quotas quotas() const;
    /// Other quotas from now on; from any thread.
    void allow(const upload_quotas& now);

private:
    /// Bytes that are promised and not saved yet.
    struct promised {
        std::unordered_map<std::string, std::uint64_t> by_uploader;
        std::unordered_map<course_id, std::uint64_t> by_course;
        std::uint64_t all = 0;
    };

    struct saved_bytes;

    std::optional<upload_bound> note(
        const upload_account& account, std::uint64_t bytes, const saved_bytes& saved
    );
    void give_back(const upload_account& account, std::uint64_t bytes);

    const api_parts& parts_;
    background& behind_;
    changeable<std::uint64_t> per_day_;
    changeable<std::uint64_t> per_course_;
    changeable<std::uint64_t> disk_percent_;
    std::mutex guard_;
    promised promised_;
};

/// One upload's room, given back at the end. The `upload_room` outlives it.
class upload_room::place {
public:
    place() = default;
    place(upload_room& of, upload_account account, std::uint64_t bytes)
        : room_(&of), account_(std::move(account)), bytes_(bytes) {}
    ~place() {
        if (room_ != nullptr) room_->give_back(account_, bytes_);
    }
    place(place&& other) noexcept
        : room_(std::exchange(other.room_, nullptr)),
          account_(std::move(other.account_)),
          bytes_(other.bytes_) {}
    place& operator=(place&& other) noexcept {
        std::swap(room_, other.room_);
        std::swap(account_, other.account_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }

private:
    upload_room* room_ = nullptr;
    upload_account account_;
    std::uint64_t bytes_ = 0;
};

struct upload_room::promise {
    std::optional<upload_bound> refused;
    place held;
};

}  // namespace aula
