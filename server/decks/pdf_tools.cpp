#include "decks/pdf_tools.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace aula {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t report_bytes_max = 1u << 20;  // pdfinfo of 300 pages writes 20 kB
constexpr std::uint64_t text_bytes_max = 1u << 20;    // one page
constexpr std::uint64_t picture_bytes_max = 64u
                                            << 20;  // 1600 × 8000 pixels of noise as PNG are 39 MB
constexpr std::uint64_t free_bytes_min = 16u << 20;

// Line art shrinks to a third or less of its PNG in lossless WebP, photographs only to two thirds;
// so a PNG that is this many times its lossy WebP cannot win, and the slow lossless attempt (2 s
// for a photograph) is not made.
constexpr std::uint64_t lossless_hope_max = 6;

std::string read_start(const fs::path& path, std::size_t bytes_max) {
    std::ifstream in(path, std::ios::binary);
    std::string text(bytes_max, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::uint64_t bytes_of(const fs::path& path) {
    std::error_code why;
    const auto size = fs::file_size(path, why);
    return why ? 0 : size;
}

int big_endian(std::string_view bytes) {
    int number = 0;
    for (const char byte : bytes) number = number * 256 + static_cast<unsigned char>(byte);
    return number;
}

/// Width and height out of the PNG's first chunk (ISO/IEC 15948, 11.2.2); nothing when it is not a
/// PNG.
std::optional<picture_facts> png_facts(const fs::path& png) {
    const auto head = read_start(png, 24);
    if (head.size() < 24 || !head.starts_with("\x89PNG") || head.substr(12, 4) != "IHDR") return {};
    const picture_facts facts{
        big_endian(head.substr(16, 4)), big_endian(head.substr(20, 4)), bytes_of(png)
    };
    if (facts.width < 1 || facts.height < 1) return {};
    return facts;
}

error unreadable(const std::string& subject) {
    return {
        error_code::invalid,
        subject + " cannot be read: it is damaged or too complex; export the PDF again."
    };
}

/// The arguments of a tool of poppler that reads its input and writes its output: `words`, then
/// options with a whole number each.
std::vector<std::string> from_input(
    std::vector<std::string> words, std::initializer_list<std::pair<const char*, int>> numbers
) {
    for (const auto& [option, number] : numbers) {
        words.emplace_back(option);
        words.push_back(std::to_string(number));
    }
    words.emplace_back("fd://0");
    words.emplace_back("-");
    return words;
}

std::string in_words(std::chrono::milliseconds time) {
    const auto whole = std::chrono::ceil<std::chrono::seconds>(time).count();
    if (whole >= 120) return std::to_string(whole / 60) + " minutes";
    return std::to_string(whole) + " seconds";
}

}  // namespace

pdf_tools::pdf_tools(surroundings around, const deck_limits& limits)
    : around_(std::move(around)), limits_(limits), allowed_(limits.wall_of(1)) {}

void pdf_tools::expect_pages(int pages) {
    allowed_ = limits_.wall_of(pages);
}

child_end pdf_tools::run(call what) const {
    tool_run run{
        .tool = std::move(what.tool),
        .arguments = std::move(what.arguments),
        .input = std::move(what.input),
        .output = std::move(what.output),
        .deadline = begun_ + allowed_,
        .limits = {},
    };
    run.limits.output_bytes_max = what.output_bytes_max;
    run.limits.cpu_max = limits_.cpu_per_tool_max;
    return around_.held_by.run(run, around_.stop);
}

result<void> pdf_tools::explain(const child_end& end, const std::string& subject) const {
    if (end.is_success()) return {};
    if (end.ended == child_end::how::stopped) {
        return {
            error_code::unavailable, "The server is stopping; the deck is converted afterwards."
        };
    }
    if (end.ended == child_end::how::out_of_time) {
        return {
            error_code::too_large, "Converting the deck took longer than " + in_words(allowed_) +
                                       "; split it or simplify its pages."
        };
    }
    if (end.ended == child_end::how::signalled && end.code == SIGXCPU) {
        return {error_code::too_large, subject + " takes too long to draw; simplify it."};
    }
    if (end.ended == child_end::how::signalled && end.code == SIGXFSZ) {
        return {error_code::too_large, subject + " makes too large a picture; simplify it."};
    }
    std::error_code why;
    if (fs::space(around_.scratch, why).available < free_bytes_min && !why) {
        return {error_code::storage_full, "The server's disk is full."};
    }
    if (end.ended == child_end::how::not_started) {
        return {
            error_code::internal,
            "The tools that read PDF files do not start on this server; aula doctor says why."
        };
    }
    return unreadable(subject);
}

result<pdf_facts> pdf_tools::inspect() const {
    const auto report_file = around_.scratch / "report";
    const auto end = run(
        {"pdfinfo",
         {"-enc", "UTF-8", "-box", "-f", "1", "-l", std::to_string(limits_.pages_max), "fd://0"},
         around_.pdf,
         report_file,
         report_bytes_max}
    );
    if (end.complaint.find("Incorrect password") != std::string::npos) {
        return {error_code::invalid, "The PDF is protected by a password; export it without one."};
    }
    if (const auto fine = explain(end, "The PDF"); !fine) return fine.error();

    return read_report(read_start(report_file, report_bytes_max), limits_);
}

result<picture_facts> pdf_tools::draw(const page_shape& page, int width, const fs::path& to) const {
    const auto named = "Page " + std::to_string(page.number);
    const auto height = picture_height(page, width);
    const auto png = around_.scratch / ("page-" + std::to_string(width) + ".png");
    // The size is given twice, because pdftocairo rounds the scaled size up: some pages would get a
    // white column or row more. It cuts the picture to -W and -H.
    auto end = run(
        {"pdftocairo",
         from_input(
             {"-png", "-singlefile", "-cropbox"}, {{"-f", page.number},
                                                   {"-l", page.number},
                                                   {"-scale-to-x", width},
                                                   {"-scale-to-y", height},
                                                   {"-x", 0},
                                                   {"-y", 0},
                                                   {"-W", width},
                                                   {"-H", height}}
         ),
         around_.pdf, png, picture_bytes_max}
    );
    if (const auto fine = explain(end, named); !fine) return fine.error();
    auto facts = png_facts(png);
    if (!facts) return unreadable(named);
    const auto png_bytes = facts->bytes;

    end = run({"cwebp", {"-quiet", "-q", "75", "-o", "-", "--", "-"}, png, to, picture_bytes_max});
    if (const auto fine = explain(end, named); !fine) return fine.error();
    facts->bytes = bytes_of(to);
    if (png_bytes > facts->bytes * lossless_hope_max) return *facts;

    const auto lossless = around_.scratch / ("page-" + std::to_string(width) + ".webp");
    end = run(
        {"cwebp",
         {"-quiet", "-lossless", "-z", "6", "-o", "-", "--", "-"},
         png,
         lossless,
         picture_bytes_max}
    );
    if (const auto fine = explain(end, named); !fine) return fine.error();
    if (const auto bytes = bytes_of(lossless); bytes < facts->bytes) {
        std::error_code why;
        fs::rename(lossless, to, why);
        if (why) return {error_code::internal, "A picture cannot be moved: " + why.message() + "."};
        facts->bytes = bytes;
    }
    return *facts;
}

result<std::string> pdf_tools::text(const page_shape& page) const {
    const auto slice = text_slice(page);
    const auto file = around_.scratch / "page.txt";
    const auto end = run(
        {"pdftotext",
         from_input(
             {"-enc", "UTF-8", "-eol", "unix", "-nopgbrk"}, {{"-f", page.number},
                                                             {"-l", page.number},
                                                             {"-r", slice.resolution},
                                                             {"-x", slice.x},
                                                             {"-y", slice.y},
                                                             {"-W", slice.width},
                                                             {"-H", slice.height}}
         ),
         around_.pdf, file, text_bytes_max}
    );
    // A page whose text cannot be had still has its picture: only what concerns the whole
    // conversion is an error.
    const auto fine = explain(end, "Page " + std::to_string(page.number));
    if (!fine && fine.error().code != error_code::invalid &&
        fine.error().code != error_code::too_large) {
        return fine.error();
    }
    if (end.ended == child_end::how::out_of_time) return fine.error();
    return read_start(file, text_bytes_max);
}

}  // namespace aula
