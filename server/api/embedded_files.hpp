#pragma once

#include <span>
#include <string_view>

namespace aula {

/// One file of the bundled web client, compiled into the program.
struct embedded_file {
    std::string_view path;          ///< `/index.html`, `/assets/room-8F2A.js`.
    std::string_view content_type;  ///< `text/javascript; charset=utf-8`.
    std::string_view body;
    std::string_view gzip;  ///< The same, compressed; empty when that saves nothing.
    bool is_immutable =
        false;  ///< The name holds a hash of the content, so that it may be kept for ever.
};

/// All of them; defined by what web/embed.cmake generates. Only the wiring of `main` calls it: the
/// API is handed the span.
std::span<const embedded_file> embedded_files();

}  // namespace aula
