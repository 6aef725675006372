#include "decks/deck_conversion.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "base/disk_use.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "base/occasional.hpp"
#include "decks/pdf_report.hpp"
#include "decks/pdf_tools.hpp"
#include "domain/text.hpp"
#include "generated/messages.hpp"

namespace aula {
namespace fs = std::filesystem;
namespace {

/// Folders that exist as long as the conversion does.
class temporary_folder {
public:
    explicit temporary_folder(fs::path path) : path_(std::move(path)) {
        fs::remove_all(path_, why_);
        if (!why_) fs::create_directories(path_, why_);
    }
    /// Tries again when no file could be opened for it; after that, `deck_shelf::prepare` does.
    ~temporary_folder() {
        const needed_memory whole;
        constexpr int attempts = 5;
        constexpr std::chrono::milliseconds between{100};
        for (int attempt = 1; attempt <= attempts; ++attempt) {
            std::error_code failed;
            fs::remove_all(path_, failed);
            if (!failed) return;
            std::this_thread::sleep_for(between);
        }
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    const fs::path& path() const { return path_; }
    bool is_made() const { return !why_; }

private:
    fs::path path_;
    std::error_code why_;
};

error storage_error(std::string what) {
    return {error_code::storage_full, std::move(what) + ": the server's disk is full or failing."};
}

bool sync(const fs::path& path) {
    const descriptor opened(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return opened && fsync(opened.get()) == 0;
}

bool write_file(const fs::path& path, std::string_view text) {
    std::ofstream out(path, std::ios::binary);
    out << text << std::flush;
    return out.good() && sync(path);
}

result<void> check_file(const fs::path& file, const deck_limits& limits) {
    std::error_code why;
    const auto bytes = fs::file_size(file, why);
    if (why) return {error_code::not_found, "The uploaded file is gone; upload it again."};
    if (bytes > limits.file_bytes_max) {
        return {
            error_code::too_large, "The PDF is larger than " +
                                       std::to_string(limits.file_bytes_max >> 20) +
                                       " MiB; export it with smaller pictures."
        };
    }
    std::ifstream in(file, std::ios::binary);
    std::string start(pdf_magic_within, '\0');
    in.read(start.data(), static_cast<std::streamsize>(start.size()));
    if (!is_pdf(start)) {
        return {error_code::invalid, "This is not a PDF file; export the slides as PDF."};
    }
    return {};
}

occasional threadless;

/// On a thread of its own, or, when the system refuses one, in `get` of the future.
template <class Work>
std::future<result<picture_facts>> begin(Work work) {
    try {
        return std::async(std::launch::async, work);
    } catch (const std::system_error& refused) {
        if (threadless.is_due()) {
            log::warn(
                "no thread could be started for a deck's pictures; they are drawn one after the "
                "other",
                {{"because", refused.what()}, {"remedy", "raise TasksMax, or the limit on memory"}}
            );
        }
        return std::async(std::launch::deferred, work);
    }
}

class conversion {
public:
    conversion(const deck_workplace& place, const deck_request& request)
        : place_(place),
          request_(request),
          pages_folder_(place.shelf.workshop(request.hash)),
          scratch_(place.shelf.workshop(request.hash + "-scratch")),
          tools_({place.held_by, place.stop, request.file, scratch_.path()}, place.limits) {}

    result<rendered_deck> run(const progress_callback& progress) {
        if (!pages_folder_.is_made() || !scratch_.is_made()) {
            return storage_error("The deck's folder cannot be made");
        }
        const auto facts = tools_.inspect();
        if (!facts) return facts.error();
        tools_.expect_pages(facts->pages);
        deck_.pages = facts->pages;
        deck_.title = clean_name(facts->title);
        if (deck_.title.empty()) deck_.title = title_of_file(request_.file_name);
        progress(0, deck_.pages);
        for (const auto& page : facts->shapes) {
            if (const auto added = add_page(page); !added) return added.error();
            progress(page.number, deck_.pages);
        }
        if (const auto shelved = shelve(); !shelved) return shelved.error();
        deck_.bytes = output_bytes_;
        return deck_;
    }

private:
    result<picture_facts> add_picture(const page_shape& page, int width) const {
        const auto name = std::to_string(page.number) + "-" + std::to_string(width) + ".webp";
        const auto file = pages_folder_.path() / name;
        auto drawn = tools_.draw(page, width, file);
        if (drawn && !sync(file)) return storage_error("A page cannot be saved");
        return drawn;
    }

    /// All widths at the same time: the example's 72 pages are imported in 36 s by two processors,
    /// in 54 s by one.
    result<void> add_pictures(const page_shape& page) {
        std::vector<std::future<result<picture_facts>>> pictures;
        for (const int width : limits::deck_widths) {
            pictures.push_back(begin([this, &page, width] { return add_picture(page, width); }));
        }
        result<void> all;
        for (auto& each : pictures) {
            const auto drawn = each.get();
            if (!drawn) {
                all = drawn.error();
                continue;
            }
            output_bytes_ += drawn->bytes;
            if (page.number != 1) continue;
            deck_.width = drawn->width;  // of the widest, which is the last
            deck_.height = drawn->height;
        }
        return all;
    }

    /// A deck may become large, and everybody's lectures are saved on the same disk.
    result<void> check_disk() const {
        const auto disk = disk_use_at(pages_folder_.path());
        if (!disk || disk->has_room(0, place_.limits.disk_percent_max)) return {};
        return {
            error_code::storage_full,
            "The server's disk is nearly full; ask the operator to make room, then upload the file "
            "again."
        };
    }

    result<void> add_page(const page_shape& page) {
        if (auto has_room = check_disk(); !has_room) return has_room;
        if (auto added = add_pictures(page); !added) return added;
        const auto text = tools_.text(page);
        if (!text) return text.error();
        const auto words = page_words(*text);
        output_bytes_ += words.size();
        if (!write_file(pages_folder_.path() / (std::to_string(page.number) + ".txt"), words)) {
            return storage_error("A page's text cannot be saved");
        }
        if (output_bytes_ > place_.limits.output_bytes_max) {
            return {error_code::too_large, "The deck's pages are too large together; split it."};
        }
        return {};
    }

    result<void> shelve() {
        const nlohmann::json manifest{
            {"title", deck_.title},   {"pages", deck_.pages},   {"width", deck_.width},
            {"height", deck_.height}, {"bytes", output_bytes_},
        };
        const auto folder = place_.shelf.folder(request_.hash);
        std::error_code why;
        if (!write_file(pages_folder_.path() / "deck.json", manifest.dump()) ||
            !sync(pages_folder_.path())) {
            return storage_error("The deck cannot be saved");
        }
        // Whatever is there under this name is not a deck, or it had been found before.
        if (const auto cleared = place_.shelf.remove(request_.hash); !cleared)
            return cleared.error();
        fs::rename(pages_folder_.path(), folder, why);
        if (why || !sync(folder.parent_path())) return storage_error("The deck cannot be saved");
        return {};
    }

    const deck_workplace& place_;
    const deck_request& request_;
    const temporary_folder pages_folder_;
    const temporary_folder scratch_;
    pdf_tools tools_;
    rendered_deck deck_;
    std::uint64_t output_bytes_ = 0;
};

}  // namespace

result<rendered_deck> convert_deck(
    const deck_workplace& place, const deck_request& request, const progress_callback& progress
) {
    if (auto ready = place.shelf.find(request.hash)) return *ready;
    if (const auto fine = check_file(request.file, place.limits); !fine) return fine.error();
    return conversion(place, request).run(progress);
}

std::string title_of_file(std::string_view file_name) {
    if (const auto slash = file_name.find_last_of("/\\"); slash != std::string_view::npos) {
        file_name.remove_prefix(slash + 1);
    }
    const auto dot = file_name.rfind('.');
    std::string title(file_name.substr(0, dot));
    std::ranges::replace(title, '_', ' ');
    title = clean_name(title);
    return title.empty() ? "Slides" : title;
}

}  // namespace aula
