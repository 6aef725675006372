#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "base/json.hpp"
#include "net/http.hpp"

namespace aula {

/// 200, or another status, with a JSON body.
http_response json_answer(const nlohmann::ordered_json& body, int status = 200);

/// 204: done, and nothing to say.
http_response no_content();

/// A whole number from the query, or `fallback` when it is missing; nothing when it is not one of
/// `min` to `max`.
std::optional<std::int64_t> query_number(
    const http_request& request, std::string_view name, std::int64_t min, std::int64_t max,
    std::int64_t fallback
);

/// `true` or `false` from the query, false when it is missing; nothing for any other text.
std::optional<bool> read_flag(const http_request& request, std::string_view name);

/// What a list asks for: everything behind `after` (an id; none for the beginning), at most
/// `limit`.
template <class Id>
struct page_query {
    Id after;
    std::size_t limit = 50;
};

/// Reads `after` and `limit` (1 to 200, 50 when missing).
template <class Id>
std::optional<page_query<Id>> read_page_query(const http_request& request) {
    page_query<Id> wanted;
    const auto limit = query_number(request, "limit", 1, 200, 50);
    if (!limit) return {};
    wanted.limit = static_cast<std::size_t>(*limit);
    const auto after = request.query_value("after");
    if (after.empty()) return wanted;
    const auto id = Id::parse(after);
    if (!id) return {};
    wanted.after = *id;
    return wanted;
}

/// The answer to a page that cannot be read.
problem bad_page();

/// `next` of a page: the last one's id when the page is full, so that there may be more, else null.
template <class Row>
nlohmann::ordered_json next_page(const std::vector<Row>& rows, std::size_t limit) {
    if (rows.size() < limit) return nullptr;
    return rows.back().id.text();
}

}  // namespace aula
