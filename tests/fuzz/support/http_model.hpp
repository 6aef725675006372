#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aula::fuzz {

/// A request as RFC 9112 frames it.
struct framed_request {
    std::string method, target, body;
};

/// The requests at the front of these bytes about whose beginning and end no two readers can
/// disagree; written from the standard, without a look at the program's own reader. It stops before
/// the first that is not whole or not clear.
std::vector<framed_request> requests_in(std::string_view bytes);

/// A path as a reader would decode it, up to the query.
std::string decoded_path(std::string_view target);

}  // namespace aula::fuzz
