#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/json_fwd.hpp"
#include "base/result.hpp"
#include "client/http_client.hpp"

namespace aula::cli {

/// The REST API as the subcommands use it: JSON in, JSON out, and its errors as ours.
class rest_client {
public:
    explicit rest_client(http_target at) : at_(std::move(at)) {}

    /// `path` begins after `/api/v1`. An answer without a body is null.
    result<nlohmann::json> get(std::string_view path) const;
    result<nlohmann::json> post(std::string_view path, const nlohmann::json& body) const;
    result<nlohmann::json> put(std::string_view path, const nlohmann::json& body) const;
    result<nlohmann::json> patch(std::string_view path, const nlohmann::json& body) const;
    result<nlohmann::json> remove(std::string_view path, const nlohmann::json& body) const;
    result<nlohmann::json> put_file(std::string_view path, const std::filesystem::path& pdf) const;

    /// The answer as it came, in the format asked for.
    result<std::string> download(std::string_view path, std::string_view accept) const;

private:
    result<http_answer> checked(http_call asked) const;
    result<nlohmann::json> send(
        std::string_view method, std::string_view path, const nlohmann::json& body
    ) const;

    http_target at_;
};

}  // namespace aula::cli
