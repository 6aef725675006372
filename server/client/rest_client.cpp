#include "client/rest_client.hpp"

#include <fstream>
#include <iterator>

#include "base/json.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

error_code code_of(int status) {
    switch (status) {
        case 401:
        case 403:
            return error_code::forbidden;
        case 404:
            return error_code::not_found;
        case 409:
            return error_code::conflict;
        case 413:
            return error_code::too_large;
        case 429:
        case 503:
            return error_code::busy;
        case 507:
            return error_code::storage_full;
        default:
            return status < 500 ? error_code::invalid : error_code::internal;
    }
}

/// `{"error":{"code","detail","field"?}}`, or whatever came instead.
error error_of(const http_answer& answer, const http_call& asked) {
    const auto body = json::parse(answer.body, nullptr, false);
    std::string detail =
        asked.method + " " + asked.path + " was answered " + std::to_string(answer.status) + ".";
    if (body.is_object() && body.contains("error") && body["error"].is_object()) {
        const auto& said = body["error"];
        detail = said.value("detail", detail);
        if (said.contains("field")) detail = said.value("field", "") + ": " + detail;
    }
    return {code_of(answer.status), std::move(detail)};
}

result<json> parsed(const result<http_answer>& answer) {
    if (!answer) return answer.error();
    if (answer->body.empty()) return json();
    auto body = json::parse(answer->body, nullptr, false);
    if (body.is_discarded()) return {error_code::internal, "The server's answer is not JSON."};
    return body;
}

}  // namespace

result<http_answer> rest_client::checked(http_call asked) const {
    asked.path.insert(0, "/api/v1");
    auto answer = call(at_, asked);
    if (answer && answer->status >= 300) return error_of(*answer, asked);
    return answer;
}

result<json> rest_client::send(std::string_view method, std::string_view path, const json& body)
    const {
    http_call asked;
    asked.method = method;
    asked.path = path;
    if (!body.is_null()) {
        asked.body = body.dump();
        asked.content_type = "application/json";
    }
    return parsed(checked(std::move(asked)));
}

result<json> rest_client::get(std::string_view path) const {
    return send("GET", path, nullptr);
}
result<json> rest_client::post(std::string_view path, const json& body) const {
    return send("POST", path, body);
}
result<json> rest_client::put(std::string_view path, const json& body) const {
    return send("PUT", path, body);
}
result<json> rest_client::patch(std::string_view path, const json& body) const {
    return send("PATCH", path, body);
}
result<json> rest_client::remove(std::string_view path, const json& body) const {
    return send("DELETE", path, body);
}

result<json> rest_client::put_file(std::string_view path, const std::filesystem::path& pdf) const {
    std::ifstream file(pdf, std::ios::binary);
    if (!file) return {error_code::invalid, pdf.string() + " cannot be read."};
    http_call asked;
    asked.method = "PUT";
    asked.path = path;
    asked.body.assign(std::istreambuf_iterator<char>(file), {});
    asked.content_type = "application/pdf";
    asked.deadline = std::chrono::seconds(600);
    return parsed(checked(std::move(asked)));
}

result<std::string> rest_client::download(std::string_view path, std::string_view accept) const {
    http_call asked;
    asked.path = path;
    asked.accept = accept;
    auto answer = checked(std::move(asked));
    if (!answer) return answer.error();
    return std::move(answer->body);
}

}  // namespace aula::cli
