#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <span>

#include "api/access_rates.hpp"
#include "api/api_metrics.hpp"
#include "api/background.hpp"
#include "api/course_pages.hpp"
#include "api/deck_uploads.hpp"
#include "api/embedded_files.hpp"
#include "api/parts.hpp"
#include "api/path_pattern.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "api/security_headers.hpp"
#include "api/static_files.hpp"
#include "base/json_fwd.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace aula {

/// Everything reachable by plain HTTP: the REST resources, the pages of decks, and the web client's
/// files.
///
/// The order of a request's checks: route, whether a browser's change comes from our own pages, who
/// asks, what the path names, rights, budget, what the route itself asks before a body; then the
/// body is read and charged, and parsed within the route's bounds. Each handler then finds a `call`
/// in which all of that holds. Thread-safe: shards share it; what changes in it guards itself.
class api final : public http_api {
public:
    api(const api_parts& parts, std::span<const embedded_file> client);

    boost::asio::awaitable<http_admission> admit(http_request& request) override;
    /// Admits the request first, if that has not been done.
    boost::asio::awaitable<http_response> respond(http_request& request) override;

    /// Asks the renderer again for the decks that a restart interrupted. Once, on a shard, before
    /// requests come.
    boost::asio::awaitable<void> resume_decks() { return uploads_.resume(); }

    /// Other rates from now on; from any thread.
    void allow(const api_rates& now) { rates_.allow(now); }

    /// Other quotas for uploads from now on; from any thread.
    void allow(const upload_quotas& now) { uploads_.room().allow(now); }

    /// What uploads are promised.
    upload_room& room() { return uploads_.room(); }

    const api_metrics& counts() const { return counts_; }

private:
    struct findings;
    boost::asio::awaitable<http_admission> look_at_head(http_request& request);
    boost::asio::awaitable<http_admission> admit_to(http_request& request, const route& by);
    boost::asio::awaitable<std::optional<problem>> objection_to(findings& to);
    boost::asio::awaitable<http_response> answer(http_request& request);
    boost::asio::awaitable<http_response> answer_by(findings& about);
    std::optional<problem> charge_for_body(const findings& of);
    http_response refuse_body(const findings& of, const error& why);
    boost::asio::awaitable<result<nlohmann::json>> read_body(findings& of);

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
