#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "decks/deck_limits.hpp"

namespace aula {

/// One page as a viewer shows it: cut to its crop box, and turned. Lengths are in points of 1/72
/// inch, before the file's UserUnit.
struct page_shape {
    int number = 1;  ///< 1 is the first page.
    double width = 0;
    double height = 0;
    /// Where the visible part begins, from the top left corner of the turned media box.
    double left = 0;
    double top = 0;
};

struct pdf_facts {
    std::string title;  ///< As the file says it, uncleaned; often empty.
    int pages = 0;
    std::vector<page_shape> shapes;  ///< One for each page, in order.
};

/// Understands what `pdfinfo -box -f 1 -l <pages_max>` wrote about a file, and refuses what is too
/// long or too large to be a deck. The report contains the file's own words, so nothing in it is
/// trusted beyond these bounds.
result<pdf_facts> read_report(std::string_view report, const deck_limits& limits);

inline constexpr std::size_t pdf_magic_within = 1024;  ///< ISO 32000-1 annex H: readers look here.

/// The height in pixels of a picture of the page that is `width` pixels wide: the nearest whole
/// number, at least 1.
int picture_height(const page_shape& page, int width);

/// The visible part of a page in whole pixels of a resolution (dots per inch) that suits the page.
/// `x` and `y` count from the top left corner of the turned media box.
struct page_slice {
    int resolution = 72;
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

/// Where to look for the page's text. Up to one and a half pixels at each edge are left out,
/// because a character that only touches the edge lies outside.
page_slice text_slice(const page_shape& page);

/// Whether a file that starts like this says that it is a PDF.
bool is_pdf(std::string_view start);

inline constexpr std::size_t page_words_bytes_max = 64u << 10;  ///< A dense A4 page has 6 kB.

/// What `pdftotext` found on a page: cleaned for readers, and cut between two characters.
std::string page_words(std::string_view found);

}  // namespace aula
