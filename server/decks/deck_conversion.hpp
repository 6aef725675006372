#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "decks/deck_limits.hpp"
#include "decks/deck_shelf.hpp"
#include "decks/sandbox.hpp"

namespace aula {

struct deck_request {
    std::filesystem::path
        file;  ///< The uploaded PDF, see `deck_shelf::original`. The renderer's from now on.
    std::string hash;       ///< Names the deck's folder and its URLs, see `deck_hash`.
    std::string file_name;  ///< As uploaded; gives the title of a PDF that has none.
    deck_id deck{};         ///< Names the request for `deck_renderer::cancel`.
    course_id course{};     ///< Courses take turns.
};

using progress_callback = std::function<void(int pages_done, int pages)>;

/// Where conversions happen.
struct deck_workplace {
    const deck_shelf& shelf;
    const sandbox& held_by;
    const stop_signal& stop;
    const deck_limits& limits;
};

/// Converts one file on the calling thread: checks it, draws every page into a workshop folder, and
/// puts the folder on the shelf by one rename when all of it is on the disk. Whatever happens, the
/// workshop is gone afterwards.
result<rendered_deck> convert_deck(
    const deck_workplace& place, const deck_request& request, const progress_callback& progress
);

/// `2026-03 Sugars_on-the_surface.pdf` → `2026-03 Sugars on-the surface`: a title out of an
/// uploaded file's name.
std::string title_of_file(std::string_view file_name);

}  // namespace aula
