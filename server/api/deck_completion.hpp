#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string>

#include "api/deck_cleanup.hpp"
#include "api/deck_progress.hpp"
#include "api/parts.hpp"
#include "api/upload_room.hpp"
#include "base/result.hpp"
#include "decks/deck_shelf.hpp"
#include "store/decks.hpp"

namespace aula {

/// What follows a deck's rendering: the deck is attached to its session, and only then `ready`; or
/// it has failed. A deck that was deleted meanwhile leaves nothing behind.
///
/// Goes on on the executor that it is given. A rendering that the server's stop has ended is left
/// as it is, for the next start.
class deck_completion {
public:
    struct tools {
        deck_progress& progress;
        deck_cleanup& cleanup;
        const upload_room& room;
    };

    deck_completion(const api_parts& parts, const tools& with)
        : parts_(parts), progress_(with.progress), cleanup_(with.cleanup), room_(with.room) {}

    /// `said` is the renderer's answer. From any thread; does not wait.
    void begin(deck_record deck, result<rendered_deck> said, boost::asio::any_io_executor on);

private:
    boost::asio::awaitable<void> finish(deck_record deck, result<rendered_deck> rendered);
    boost::asio::awaitable<void> fail(deck_record deck, std::string why);
    boost::asio::awaitable<bool> has_room(const deck_record& deck);
    boost::asio::awaitable<result<void>> attach(const deck_record& deck);
    boost::asio::awaitable<result<void>> save(deck_record deck);
    boost::asio::awaitable<void> detach(const deck_record& deck);

    const api_parts& parts_;
    deck_progress& progress_;
    deck_cleanup& cleanup_;
    const upload_room& room_;
};

}  // namespace aula
