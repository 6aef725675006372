#include "api/static_files.hpp"

#include <array>
#include <charconv>

#include "api/problem.hpp"

namespace aula {
namespace {

/// FNV-1a, 64 bits: an ETag only has to differ between two builds. Weak, because it names both the
/// plain and the compressed form.
std::string etag_of(std::string_view body) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    std::array<char, 16> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), hash, 16).ptr;
    return "W/\"" + std::string(text.data(), end) + '"';
}

bool is_page_of_client(std::string_view path) {
    return path == "/" || path == "/join" || path.starts_with("/c/");
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Calls `use` with each part between commas until it answers true.
template <class Use>
bool any_listed(std::string_view list, Use use) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (use(trim(list.substr(0, comma)))) return true;
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return false;
}

std::string_view without_weakness(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

bool has_etag(std::string_view if_none_match, std::string_view etag) {
    return any_listed(if_none_match, [etag](std::string_view one) {
        return one == "*" || without_weakness(one) == without_weakness(etag);
    });
}

}  // namespace

bool accepts_page(std::string_view accept) {
    return any_listed(accept, [](std::string_view one) { return one.starts_with("text/html"); });
}

bool accepts_gzip(std::string_view accept_encoding) {
    return any_listed(accept_encoding, [](std::string_view one) {
        const auto semicolon = one.find(';');
        const auto coding = trim(one.substr(0, semicolon));
        if (coding != "gzip" && coding != "*") return false;
        if (semicolon == std::string_view::npos) return true;
        const auto weight = trim(one.substr(semicolon + 1));
        return weight.find_first_of("123456789") != std::string_view::npos;
    });
}

static_files::static_files(std::span<const embedded_file> files) {
    for (const auto& file : files) files_.emplace(file.path, entry{&file, etag_of(file.body)});
}

const static_files::entry* static_files::find(std::string_view path) const {
    const auto at = files_.find(is_page_of_client(path) ? "/index.html" : path);
    return at == files_.end() ? nullptr : &at->second;
}

http_response static_files::answer(const http_request& request) const {
    const auto* found = find(request.path);
    // A person with a mistyped address reads the page that says so; a program gets the plain error.
    const bool is_lost = found == nullptr && accepts_page(request.header("accept"));
    if (is_lost) found = find("/");
    if (found == nullptr) return refuse(not_found());
    const auto& file = *found->file;
    http_response out;
    if (is_lost) out.status = 404;
    out.headers = {
        {"content-type", std::string(file.content_type)},
        {"cache-control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache"},
        {"etag", found->etag},
        {"vary", "accept-encoding"},
    };
    if (!is_lost && has_etag(request.header("if-none-match"), found->etag)) {
        out.status = 304;
        return out;
    }
    const bool is_zipped = !file.gzip.empty() && accepts_gzip(request.header("accept-encoding"));
    if (is_zipped) out.headers.emplace_back("content-encoding", "gzip");
    out.static_body = is_zipped ? file.gzip : file.body;
    return out;
}

}  // namespace aula
