#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "api/background.hpp"
#include "api/parts.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace aula {

/// Removes the files of decks whose rows are gone: uploads, folders of pages, and copies of pages.
///
/// Any shard may ask; the files are touched on the threads of `background`. What cannot be removed
/// is logged, and the sweep at the next start tries again.
class deck_cleanup {
public:
    deck_cleanup(const api_parts& parts, background& behind) : parts_(parts), behind_(behind) {}

    /// Ends the rendering of a deck whose row is gone, and removes its upload.
    boost::asio::awaitable<void> abandon(deck_id gone);

    /// Removes the pages of a deck that is gone, unless another deck shares them.
    boost::asio::awaitable<void> drop_pages(std::string hash);

    /// Removes the uploads and folders of pages that no row needs, such as those of decks that were
    /// deleted just before a crash. Touches nothing beside a database that never had a deck.
    boost::asio::awaitable<void> sweep();

private:
    struct files;

    boost::asio::awaitable<bool> is_needed(std::string hash);
    boost::asio::awaitable<void> set_aside_and_look_again(std::string hash);
    boost::asio::awaitable<void> remove_unneeded(files found);

    const api_parts& parts_;
    background& behind_;
};

}  // namespace aula
