#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

enum class deck_state {
    rendering,
    ready,
    failed,  ///< `error` says why; the lecturer uploads another file.
};
std::string_view name_of(deck_state value);
std::optional<deck_state> parse_deck_state(std::string_view name);

/// A deck of a session, from its upload on.
struct deck_record {
    deck_id id;
    course_id course;
    session_id session;
    std::string title;
    std::string hash;  ///< Names its folder and URLs; decks of the same file share one.
    deck_state state = deck_state::rendering;
    int pages = 0;  ///< 0 until known.
    int pages_done = 0;
    int width = 0;  ///< Of page 1 at the largest width, in pixels.
    int height = 0;
    std::string error;  ///< One sentence for the lecturer; empty unless failed.
    timestamp created_at;
    std::int64_t bytes = 0;  ///< On the disk: the upload, later the pages; 0 for a failed deck.
};

}  // namespace aula

/// The table of decks. Everything answers `not_found` for an unknown deck.
namespace aula::decks {

/// `id` of the record is ignored.
result<deck_id> add(database& db, const deck_record& deck);

/// Writes all fields but course, session and `created_at`.
result<void> change(database& db, const deck_record& deck);

result<void> remove(database& db, deck_id which);
result<deck_record> find(database& db, deck_id which);

/// In the order they were uploaded.
result<std::vector<deck_record>> of_session(database& db, session_id session);

/// What a restart has to ask the renderer for again.
result<std::vector<deck_record>> unfinished(database& db);

/// What all decks of a course take on the disk, in bytes. A sum over an index of the course's
/// decks; decks that share their pages count each.
result<std::int64_t> bytes_of_course(database& db, course_id course);

/// Decks that share a folder of pages, or are going to; it may be removed when there are none. A
/// failed deck needs no pages.
result<std::int64_t> count_with_hash(database& db, std::string_view hash);

/// The hashes of all decks that need a folder of pages, or are going to, in no order. Reads all
/// decks: for a start.
result<std::vector<std::string>> hashes(database& db);

/// Whether this database has ever had a deck. Files beside another database are not its own.
result<bool> had_any(database& db);

}  // namespace aula::decks
