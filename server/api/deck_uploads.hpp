#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "api/background.hpp"
#include "api/deck_cleanup.hpp"
#include "api/deck_completion.hpp"
#include "api/deck_progress.hpp"
#include "api/parts.hpp"
#include "api/upload_room.hpp"
#include "base/result.hpp"
#include "decks/deck_renderer.hpp"
#include "store/decks.hpp"
#include "store/uploads.hpp"

namespace aula {

/// The way of a deck from its upload to its rendering: kept as a row in state `rendering`, then as
/// a file, then given to the renderer; so that a restart at any moment takes it up again without
/// losing or doubling anything. `deck_completion` has what follows.
///
/// Any shard may ask. What is under way goes on on the shard that asked: stop the renderer before
/// the shards.
class deck_uploads {
public:
    deck_uploads(const api_parts& parts, background& behind);

    /// What became of an uploaded file: its deck, or what the file goes beyond.
    struct outcome {
        std::optional<upload_bound> refused;
        deck_record deck;
    };

    /// Takes over an uploaded file of `wanted.bytes` bytes. A session that has this very file
    /// already answers its deck, and counts nothing.
    boost::asio::awaitable<result<outcome>> take(
        deck_record wanted, upload_account account, std::filesystem::path file
    );

    /// Promises room to uploads before they come.
    upload_room& room() { return room_; }

    /// The row with how far the rendering is at this moment.
    deck_record as_of_now(deck_record deck) const { return progress_.as_of_now(std::move(deck)); }

    /// 1 for the deck whose rendering begins next; 0 for a deck that does not wait at this server.
    std::size_t place_in_line(const deck_record& deck) const {
        if (deck.state != deck_state::rendering) return 0;
        return parts_.renderer.place_in_line(deck.id);
    }

    /// For decks that are gone.
    deck_cleanup& cleanup() { return cleanup_; }

    /// Removes files that no row needs, and asks again for what a restart interrupted; does not
    /// wait for that. A row whose upload never came has failed.
    boost::asio::awaitable<void> resume();

private:
    boost::asio::awaitable<result<std::string>> hash_of(std::filesystem::path file);
    boost::asio::awaitable<result<void>> begin(
        const deck_record& deck, const upload_account& account, std::filesystem::path file
    );
    result<void> keep_and_start(
        const deck_record& deck, const std::filesystem::path& file,
        const boost::asio::any_io_executor& on
    );
    result<void> start(const deck_record& deck, const boost::asio::any_io_executor& on);
    boost::asio::awaitable<void> take_back(const deck_record& deck, const upload_account& account);
    boost::asio::awaitable<bool> is_kept(deck_id deck);
    boost::asio::awaitable<bool> is_without_source(deck_record deck);
    boost::asio::awaitable<void> start_all(std::vector<deck_record> unfinished);
    boost::asio::awaitable<void> start_or_fail(std::vector<deck_record> broken_off);

    const api_parts& parts_;
    background& behind_;
    upload_room room_;
    deck_progress progress_;
    deck_cleanup cleanup_;
    deck_completion completion_;
};

}  // namespace aula
