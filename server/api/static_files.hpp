#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/embedded_files.hpp"
#include "net/http.hpp"

namespace aula {

/// Serves the bundled web client: assets by their path, and the one page for every address that the
/// client routes itself (`/`, `/join`, `/c/…`).
///
/// Files whose name holds their hash may be kept for a year; the others are asked for again with an
/// ETag each time. Immutable after construction, so any shard may use it.
class static_files {
public:
    explicit static_files(std::span<const embedded_file> files);

    /// 200, 304 or 404 for a GET of `request.path`.
    http_response answer(const http_request& request) const;

private:
    struct entry {
        const embedded_file* file;
        std::string etag;
    };
    const entry* find(std::string_view path) const;

    std::unordered_map<std::string_view, entry> files_;
};

/// Whether an `Accept-Encoding` header allows gzip (RFC 9110 §12.5.3; `gzip;q=0` does not).
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace aula
