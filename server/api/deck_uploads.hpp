#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/background.hpp"
#include "api/parts.hpp"
#include "base/result.hpp"
#include "decks/deck_shelf.hpp"
#include "store/decks.hpp"

namespace aula {

/// The way of a deck from its upload to the room: kept as a row in state `rendering`, rendered,
/// attached to the session, and only then `ready`; so that a restart at any moment takes it up
/// again at the start without losing or doubling anything.
///
/// Any shard may ask; how far a rendering is stands in a table behind a mutex. What is under way
/// goes on on the shard that asked: stop the renderer before the shards.
class deck_uploads {
public:
    deck_uploads(const api_parts& parts, background& behind);

    /// Takes over an uploaded file. A session that has this very file already answers its deck.
    boost::asio::awaitable<result<deck_record>> take(
        deck_record wanted, std::filesystem::path file
    );

    /// The row with how far the rendering is at this moment.
    deck_record as_of_now(deck_record deck) const;

    /// Ends the rendering of a deck whose row is gone, and removes its upload.
    boost::asio::awaitable<void> abandon(deck_id gone);

    /// Removes the pages of a deck that is gone, unless another deck shares them.
    boost::asio::awaitable<void> drop_pages(std::string hash);

    /// Removes uploads that no row needs, such as those of decks that were deleted just before a
    /// crash, and asks again for what a restart interrupted; does not wait for that.
    boost::asio::awaitable<void> resume();

private:
    struct progress {
        int pages_done = 0;
        int pages = 0;
    };

    boost::asio::awaitable<result<std::string>> hash_of(std::filesystem::path file);
    result<void> keep_and_start(
        const deck_record& deck, const std::filesystem::path& file,
        const boost::asio::any_io_executor& on
    );
    result<void> start(const deck_record& deck, const boost::asio::any_io_executor& on);
    void end_with(deck_record deck, result<rendered_deck> said, boost::asio::any_io_executor on);
    boost::asio::awaitable<result<void>> save(deck_record deck);
    boost::asio::awaitable<bool> is_kept(deck_id deck);
    boost::asio::awaitable<void> remove_unneeded(
        std::vector<deck_id> originals, const std::vector<deck_record>& unfinished
    );
    boost::asio::awaitable<void> start_all(std::vector<deck_record> unfinished);
    boost::asio::awaitable<void> finish(deck_record deck, result<rendered_deck> rendered);
    boost::asio::awaitable<void> fail(deck_record deck, std::string why);
    boost::asio::awaitable<result<void>> attach(const deck_record& deck);
    void note_progress(deck_id deck, progress far);
    bool is_under_way(deck_id deck) const;
    void forget_progress(deck_id deck);

    const api_parts& parts_;
    background& behind_;
    mutable std::mutex guard_;
    std::unordered_map<deck_id, progress> under_way_;
};

}  // namespace aula
