#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"

namespace aula {

/// Why a request got no for an answer, as the client reads it:
/// `{"error":{"code","detail","field"?,"other"?,"names"?}}`.
///
/// `code` is for programs and stays the same; `detail` is one plain English sentence; `field` names
/// the part of the request that is wrong, when one is; `other` the part that it contradicts;
/// `names` are of the people that the sentence is about.
struct problem {
    int status = 500;
    std::string code = "internal";
    std::string detail = {};
    std::string field = {};
    std::string other = {};
    std::vector<std::string> names = {};
    std::chrono::seconds retry_after{0};  ///< Sent as `Retry-After` when not zero.
};

/// How the world's failures look over HTTP. The detail of an `internal` error stays in the log.
problem to_problem(const error& failed);

problem not_found();
problem unauthenticated();
problem not_permitted();
problem invalid(std::string detail, std::string field = {});
problem conflict(std::string detail);
problem too_many_requests(std::chrono::seconds wait);

http_response to_response(const problem& why);

/// The same in one step, for handlers: `co_return refuse(not_found());`.
inline http_response refuse(const problem& why) {
    return to_response(why);
}
inline http_response refuse(const error& failed) {
    return to_response(to_problem(failed));
}

}  // namespace aula
