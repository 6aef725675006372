#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>

#include "base/json_fwd.hpp"
#include "base/result.hpp"
#include "rehearse/place.hpp"

namespace aula::rehearsal {

/// A browser's plain requests: one connection each, with the cookies it was given (the login's, and
/// that of a proxy which has people stay with one server).
///
/// Bound: 10 s a request. An error says what the server answered instead.
class web_client {
public:
    explicit web_client(const place& at) : at_(at) {}

    /// Opens the join link whose secret part is `token`.
    boost::asio::awaitable<result<void>> log_in(std::string token);

    boost::asio::awaitable<result<nlohmann::json>> get(std::string path);
    boost::asio::awaitable<result<nlohmann::json>> post(std::string path, std::string body);

    /// As a browser sends them: `a=1; b=2`.
    std::string cookies() const;

private:
    boost::asio::awaitable<result<nlohmann::json>> ask(
        std::string method, std::string path, std::string body
    );

    const place& at_;
    std::map<std::string, std::string, std::less<>> cookies_;
};

}  // namespace aula::rehearsal
