#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>

#include "api/access_rates.hpp"
#include "api/api_metrics.hpp"
#include "api/background.hpp"
#include "api/course_pages.hpp"
#include "api/deck_uploads.hpp"
#include "api/embedded_files.hpp"
#include "api/parts.hpp"
#include "api/path_pattern.hpp"
#include "api/routes.hpp"
#include "api/security_headers.hpp"
#include "api/static_files.hpp"
#include "net/http.hpp"

namespace aula {

/// Everything reachable by plain HTTP: the REST resources, the pages of decks, and the web client's
/// files.
///
/// The order of a request's checks: route, who asks, whether a browser's change comes from our own
/// pages, what the path names, rights, JSON. Each handler then finds a `call` in which all of that
/// holds. Thread-safe: shards share it; what changes in it guards itself.
class api final : public http_api {
public:
    api(const api_parts& parts, std::span<const embedded_file> client);

    body_kind body_for(std::string_view method, std::string_view path) const override;
    boost::asio::awaitable<http_response> respond(http_request& request) override;

    /// Asks the renderer again for the decks that a restart interrupted. Once, on a shard, before
    /// requests come.
    boost::asio::awaitable<void> resume_decks() { return uploads_.resume(); }

    /// Other rates from now on; from any thread.
    void allow(const api_rates& now) { rates_.allow(now); }

    const api_metrics& counts() const { return counts_; }

private:
    boost::asio::awaitable<http_response> answer(http_request& request);
    boost::asio::awaitable<http_response> answer(
        http_request& request, const route& by, captures found
    );

    const api_parts parts_;
    const security_headers headers_;
    const static_files client_;
    access_rates rates_;
    api_metrics counts_;
    background behind_;
    course_pages pages_;
    deck_uploads uploads_;
};

}  // namespace aula
