#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace aula {

/// A deck whose pages are ready.
struct rendered_deck {
    std::string title;  ///< The PDF's own title, or one made from its file name.
    int pages = 0;
    int width = 0;  ///< Pixels of page 1 at the largest width.
    int height = 0;
    std::uint64_t bytes = 0;  ///< All pictures and texts.
};

/// Where decks lie in the data folder, or in `decks.folder`:
///
///     decks/<hash>/<page>-<width>.webp   a page's picture, page 1.., width one of the protocol's
///     deck_widths decks/<hash>/<page>.txt            a page's text in reading order, UTF-8
///     decks/<hash>/deck.json             pages, size, bytes and title; not served
///     decks/<deck id>.pdf                an upload that is still to be rendered, mode 0600
///     tmp/deck-*                         folders in the making; removed by `prepare`
///
/// A plain value without state of its own; safe from any thread. Names are checked, so that what
/// comes out of a URL cannot leave the folder.
class deck_shelf {
public:
    /// Whoever shares the folder with other servers makes decks in a folder of their own, on the
    /// same file system; without one that is `tmp` here.
    explicit deck_shelf(std::filesystem::path folder, std::filesystem::path workshop = {});

    /// Makes the folders and removes what a crash left unfinished. Call once, before the first
    /// rendering.
    result<void> prepare() const;

    /// Where to put (rename) the upload of this deck.
    std::filesystem::path original(deck_id deck) const;

    /// Whether there is anything to make the deck of: its upload, or pages of the same file.
    bool has_source(deck_id deck, std::string_view hash) const;

    /// The decks whose uploads are here, in no order; empty when the folder cannot be read.
    std::vector<deck_id> originals() const;

    /// Removes the upload of this deck, if it is here.
    result<void> remove_original(deck_id deck) const;

    /// The deck of this hash, if it is on the shelf.
    std::optional<rendered_deck> find(std::string_view hash) const;

    /// The file behind `/decks/{hash}/{name}`; nothing for a name that no deck has, whatever is on
    /// disk.
    std::optional<std::filesystem::path> page_file(std::string_view hash, std::string_view name)
        const;

    /// The decks whose pages are here, in no order; empty when the folder cannot be read.
    std::vector<std::string> hashes() const;

    /// Removes the folder. The caller knows that no other deck has the same hash.
    result<void> remove(std::string_view hash) const;

    /// Takes the folder off the shelf by one rename; the answer is where it is now, or empty when
    /// there is none. A crash removes it at the next start.
    result<std::filesystem::path> set_aside(std::string_view hash) const;

    /// Puts back what was set aside, unless the same pages were made again meanwhile.
    result<void> put_back(const std::filesystem::path& aside, std::string_view hash) const;

    /// Removes what was set aside.
    result<void> remove_aside(const std::filesystem::path& aside) const;

    /// Where all decks' folders are.
    std::filesystem::path decks() const { return folder_ / "decks"; }
    /// The folder of a rendered deck; the hash must be valid.
    std::filesystem::path folder(std::string_view hash) const;
    /// Where the deck's folder is made before it is renamed.
    std::filesystem::path workshop(std::string_view hash) const;

private:
    std::filesystem::path folder_;
    std::filesystem::path workshop_;
};

/// 16 to 64 characters of [A-Za-z0-9_-]: what may name a deck's folder.
bool is_deck_hash(std::string_view text);

/// The keyed hash (HMAC-SHA256, 40 hex characters) of an uploaded file: the same file is the same
/// deck, and whoever does not know the server's key cannot guess the URL, not even with the file in
/// hand.
result<std::string> deck_hash(const std::filesystem::path& file, std::string_view key);

}  // namespace aula
