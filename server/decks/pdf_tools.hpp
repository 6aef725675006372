#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "decks/deck_limits.hpp"
#include "decks/pdf_report.hpp"
#include "decks/sandbox.hpp"

namespace aula {

struct picture_facts {
    int width = 0;
    int height = 0;
    std::uint64_t bytes = 0;
};

/// What can be asked of one PDF file, each question answered by a tool in the sandbox.
/// `draw` may be called by several threads, each for another width.
///
/// `scratch` is a folder for the files between two tools; what is left in it is the caller's to
/// remove. The deadline holds for all questions together, and follows from the number of pages:
/// say it before anything is drawn. Errors are sentences for the lecturer who
/// uploaded the file.
class pdf_tools {
public:
    struct surroundings {
        const sandbox& held_by;
        const stop_signal& stop;
        std::filesystem::path pdf;
        std::filesystem::path scratch;
    };
    pdf_tools(surroundings around, const deck_limits& limits);

    /// Opens the file and checks the number and size of its pages.
    result<pdf_facts> inspect() const;

    /// Sets the deadline for a file of this many pages, counted from the beginning; at first it is
    /// that of one page.
    void expect_pages(int pages);

    /// Draws a page exactly `width` pixels wide as WebP: lossless for line art, lossy for
    /// photographs, whichever is smaller. The page fills the picture, see `picture_height`.
    result<picture_facts> draw(const page_shape& page, int width, const std::filesystem::path& to)
        const;

    /// The text in the visible part of the page, in reading order; empty when it has none or it
    /// cannot be had.
    result<std::string> text(const page_shape& page) const;

private:
    struct call {
        std::string tool;
        std::vector<std::string> arguments;
        std::filesystem::path input;
        std::filesystem::path output;
        std::uint64_t output_bytes_max;
    };
    child_end run(call what) const;
    result<void> explain(const child_end& end, const std::string& subject) const;

    surroundings around_;
    deck_limits limits_;
    const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::chrono::milliseconds allowed_;
};

}  // namespace aula
