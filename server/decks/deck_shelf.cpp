#include "decks/deck_shelf.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/json.hpp"
#include "generated/messages.hpp"

namespace aula {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view unfinished_prefix = "deck-";

bool is_hash_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

/// Takes a positive number without leading zeros off the front; 0 when there is none.
int take_positive(std::string_view& text) {
    int number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || number <= 0 || text[0] == '0') return 0;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool is_page_name(std::string_view name) {
    if (take_positive(name) == 0) return false;
    if (name == ".txt") return true;
    if (!name.starts_with('-')) return false;
    name.remove_prefix(1);
    const int width = take_positive(name);
    return name == ".webp" &&
           std::ranges::find(limits::deck_widths, width) != limits::deck_widths.end();
}

result<void> failed(const std::error_code& why, const std::string& what) {
    const auto code =
        why == std::errc::no_space_on_device ? error_code::storage_full : error_code::internal;
    return {code, what + ": " + why.message() + "."};
}

}  // namespace

deck_shelf::deck_shelf(fs::path folder, fs::path workshop)
    : folder_(std::move(folder)),
      workshop_(workshop.empty() ? folder_ / "tmp" : std::move(workshop)) {}

result<void> deck_shelf::prepare() const {
    std::error_code why;
    for (const auto& folder : {decks(), workshop_}) {
        fs::create_directories(folder, why);
        if (why) return failed(why, "The folder " + folder.string() + " cannot be made");
    }
    for (const auto& entry : fs::directory_iterator(workshop_, why)) {
        if (entry.path().filename().string().starts_with(unfinished_prefix)) {
            fs::remove_all(entry.path(), why);
        }
    }
    if (why) return failed(why, "An unfinished deck cannot be removed");
    return {};
}

fs::path deck_shelf::original(deck_id deck) const {
    return decks() / (deck.text() + ".pdf");
}

bool deck_shelf::has_source(deck_id deck, std::string_view hash) const {
    std::error_code ignored;
    return fs::exists(original(deck), ignored) || find(hash);
}

std::vector<deck_id> deck_shelf::originals() const {
    std::vector<deck_id> found;
    std::error_code why;
    for (fs::directory_iterator at(decks(), why), end; !why && at != end; at.increment(why)) {
        const auto& file = at->path();
        const auto deck = deck_id::parse(file.stem().string());
        std::error_code ignored;
        if (deck && file == original(*deck) && fs::is_regular_file(file, ignored)) {
            found.push_back(*deck);
        }
    }
    return found;
}

result<void> deck_shelf::remove_original(deck_id deck) const {
    std::error_code why;
    fs::remove(original(deck), why);
    if (why) return failed(why, "An upload cannot be removed");
    return {};
}

fs::path deck_shelf::folder(std::string_view hash) const {
    return decks() / hash;
}

fs::path deck_shelf::workshop(std::string_view hash) const {
    return workshop_ / std::string(unfinished_prefix).append(hash);
}

std::optional<rendered_deck> deck_shelf::find(std::string_view hash) const {
    if (!is_deck_hash(hash)) return {};
    std::ifstream file(folder(hash) / "deck.json");
    const auto written = nlohmann::json::parse(file, nullptr, false);
    if (!written.is_object()) return {};
    const auto number = [&](const char* name) {
        const auto found = written.find(name);
        return found != written.end() && found->is_number_integer() ? found->get<int>() : 0;
    };
    const auto title = written.find("title");
    rendered_deck deck{{}, number("pages"), number("width"), number("height"), 0};
    const auto bytes = written.find("bytes");
    if (bytes != written.end() && bytes->is_number_unsigned()) {
        deck.bytes = bytes->get<std::uint64_t>();
    }
    if (deck.pages < 1 || title == written.end() || !title->is_string()) return {};
    deck.title = title->get<std::string>();
    return deck;
}

std::optional<fs::path> deck_shelf::page_file(std::string_view hash, std::string_view name) const {
    if (!is_deck_hash(hash) || !is_page_name(name)) return {};
    return folder(hash) / name;
}

std::vector<std::string> deck_shelf::hashes() const {
    std::vector<std::string> found;
    std::error_code why;
    for (fs::directory_iterator at(decks(), why), end; !why && at != end; at.increment(why)) {
        auto name = at->path().filename().string();
        std::error_code ignored;
        if (is_deck_hash(name) && at->is_directory(ignored)) found.push_back(std::move(name));
    }
    return found;
}

result<void> deck_shelf::remove(std::string_view hash) const {
    // Moved away first: a folder is whole or absent, also while it is being removed.
    const auto aside = set_aside(hash);
    if (!aside) return aside.error();
    return aside->empty() ? result<void>() : remove_aside(*aside);
}

result<fs::path> deck_shelf::set_aside(std::string_view hash) const {
    if (!is_deck_hash(hash)) return error{error_code::invalid, "That is not a deck's hash."};
    static std::atomic<unsigned> number = 0;  // two removals of one hash have two names
    auto aside = workshop(std::string(hash) + "-removed-" + std::to_string(++number));
    std::error_code why;
    fs::rename(folder(hash), aside, why);
    if (why == std::errc::no_such_file_or_directory) return fs::path{};
    if (why) return failed(why, "The deck's folder cannot be removed").error();
    return aside;
}

result<void> deck_shelf::put_back(const fs::path& aside, std::string_view hash) const {
    std::error_code why;
    fs::rename(aside, folder(hash), why);
    if (!why) return {};
    const bool is_made_again =
        why == std::errc::directory_not_empty || why == std::errc::file_exists;
    return is_made_again ? remove_aside(aside) : failed(why, "A deck cannot be put back");
}

result<void> deck_shelf::remove_aside(const fs::path& aside) const {
    std::error_code why;
    fs::remove_all(aside, why);
    if (why) return failed(why, "The deck's folder cannot be removed");
    return {};
}

bool is_deck_hash(std::string_view text) {
    return text.size() >= 16 && text.size() <= 64 && std::ranges::all_of(text, is_hash_character);
}

}  // namespace aula
