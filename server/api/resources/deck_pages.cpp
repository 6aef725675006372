#include <filesystem>

#include "api/call.hpp"
#include "api/resources.hpp"
#include "decks/deck_shelf.hpp"

namespace aula::resources {
namespace {

/// A page never changes, because another file has another hash.
http_response page(const call& c, const std::string& name, std::string_view content_type) {
    auto file = c.parts.shelf.page_file(c.capture("hash"), name);
    std::error_code ignored;
    if (!file || !std::filesystem::is_regular_file(*file, ignored)) return refuse(not_found());
    http_response out;
    out.headers = {
        {"content-type", std::string(content_type)},
        {"cache-control", "public, max-age=31536000, immutable"},
    };
    out.file = *std::move(file);
    return out;
}

}  // namespace

answer deck_picture(call& c) {
    const auto name = std::string(c.capture("page")) + "-" + std::string(c.capture("width"));
    co_return page(c, name + ".webp", "image/webp");
}

answer deck_text(call& c) {
    co_return page(c, std::string(c.capture("page")) + ".txt", "text/plain; charset=utf-8");
}

}  // namespace aula::resources
