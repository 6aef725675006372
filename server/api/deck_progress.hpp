#pragma once

#include <mutex>
#include <unordered_map>

#include "base/ids.hpp"
#include "store/decks.hpp"

namespace aula {

/// How far the renderings of this server are. Guards itself; any thread may ask.
class deck_progress {
public:
    /// Also begins: `pages` is 0 until the file has been looked at.
    void note(deck_id deck, int pages_done = 0, int pages = 0);
    void forget(deck_id deck);
    bool has(deck_id deck) const;

    /// The row with how far the rendering is at this moment.
    deck_record as_of_now(deck_record deck) const;

private:
    struct counts {
        int pages_done = 0;
        int pages = 0;
    };

    mutable std::mutex guard_;
    std::unordered_map<deck_id, counts> under_way_;
};

}  // namespace aula
