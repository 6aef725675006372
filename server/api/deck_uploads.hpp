#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "api/background.hpp"
#include "api/deck_cleanup.hpp"
#include "api/deck_completion.hpp"
#include "api/deck_progress.hpp"
#include "api/parts.hpp"
#include "base/result.hpp"
#include "store/decks.hpp"

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

    /// Takes over an uploaded file. A session that has this very file already answers its deck.
    boost::asio::awaitable<result<deck_record>> take(
        deck_record wanted, std::filesystem::path file
    );

    /// The row with how far the rendering is at this moment.
    deck_record as_of_now(deck_record deck) const { return progress_.as_of_now(std::move(deck)); }

    /// For decks that are gone.
    deck_cleanup& cleanup() { return cleanup_; }

    /// Removes files that no row needs, and asks again for what a restart interrupted; does not
    /// wait for that.
    boost::asio::awaitable<void> resume();

private:
    boost::asio::awaitable<result<std::string>> hash_of(std::filesystem::path file);
    boost::asio::awaitable<result<deck_record>> begin(deck_record deck, std::filesystem::path file);
    result<void> keep_and_start(
        const deck_record& deck, const std::filesystem::path& file,
        const boost::asio::any_io_executor& on
    );
    result<void> start(const deck_record& deck, const boost::asio::any_io_executor& on);
    boost::asio::awaitable<void> take_back(deck_id deck);
    boost::asio::awaitable<bool> is_kept(deck_id deck);
    boost::asio::awaitable<void> start_all(std::vector<deck_record> unfinished);

    const api_parts& parts_;
    background& behind_;
    deck_progress progress_;
    deck_cleanup cleanup_;
    deck_completion completion_;
};

}  // namespace aula
