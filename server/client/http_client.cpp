#include "client/http_client.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"

namespace aula::cli {
namespace {

constexpr std::size_t answer_max = 256ULL << 20;

struct free_curl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(char* text) const { curl_free(text); }
};
using curl_handle = std::unique_ptr<CURL, free_curl>;
using curl_list = std::unique_ptr<curl_slist, free_curl>;

std::string part_of(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, free_curl> owned(text);
    return text;
}

/// Scheme, host and port of a server's URL; nothing when it is none.
std::optional<std::string> origin_of(const std::string& url) {
    const std::unique_ptr<CURLU, free_curl> parsed(curl_url());
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return {};
    const auto scheme = part_of(parsed.get(), CURLUPART_SCHEME);
    const auto host = part_of(parsed.get(), CURLUPART_HOST);
    const auto port = part_of(parsed.get(), CURLUPART_PORT);
    if (scheme != "http" && scheme != "https") return {};
    return scheme + "://" + host + (port.empty() ? "" : ":") + port;
}

curl_list headers_of(const http_target& at, const http_call& asked) {
    curl_slist* list = nullptr;
    const auto add = [&list](const std::string& line) {
        list = curl_slist_append(list, line.c_str());
    };
    add("Accept: " + asked.accept);
    add("Connection: close");
    add("Expect:");  // without a colon's text the header is left out
    add("Content-Type:" + (asked.content_type.empty() ? "" : " " + asked.content_type));
    if (!at.token.empty()) add("Authorization: Bearer " + at.token);
    return curl_list(list);
}

/// Takes a piece of the answer; to take less than all of it ends the exchange.
std::size_t keep_answer(const char* from, std::size_t size, std::size_t count, void* to) {
    auto& body = *static_cast<std::string*>(to);
    if (body.size() + size * count > answer_max) return 0;
    body.append(from, size * count);
    return size * count;
}

/// One exchange, on a connection of its own.
class exchange {
public:
    exchange(const http_target& at, const http_call& asked)
        : headers_(headers_of(at, asked)), curl_(make_handle()) {
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_PATH_AS_IS, 1L);
        set(CURLOPT_PROXY, "");     // whatever the environment says
        set(CURLOPT_NOSIGNAL, 1L);  // a process with threads has no use for SIGALRM
        set(CURLOPT_TIMEOUT, static_cast<long>(asked.deadline.count()));
        set(CURLOPT_USERAGENT, "aula/" AULA_VERSION);
        set(CURLOPT_HTTPHEADER, headers_.get());
        set(CURLOPT_ERRORBUFFER, complaint_.data());
        set(CURLOPT_WRITEFUNCTION, &keep_answer);
        set(CURLOPT_WRITEDATA, &answer_.body);
        set_method(asked);
        trust_as_openssl_does();
    }

    /// The error is libcurl's sentence, or the system's about the connection.
    result<http_answer> with(const std::string& url, const std::filesystem::path& socket) {
        set(CURLOPT_URL, url.c_str());
        if (!socket.empty()) set(CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
        const auto outcome = curl_easy_perform(curl_.get());
        if (outcome != CURLE_OK) return {error_code::unavailable, reason_of(outcome)};
        long status = 0;
        const char* type = nullptr;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(curl_.get(), CURLINFO_CONTENT_TYPE, &type);
        answer_.status = static_cast<int>(status);
        if (type != nullptr) answer_.content_type = type;
        return std::move(answer_);
    }

private:
    static curl_handle make_handle() {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        return curl_handle(curl_easy_init());
    }

    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(curl_.get(), option, value);
    }

    void set_method(const http_call& asked) {
        if (asked.method != "GET" || !asked.body.empty()) {
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(asked.body.size()));
            set(CURLOPT_POSTFIELDS, asked.body.c_str());
        }
        set(CURLOPT_CUSTOMREQUEST, asked.method.c_str());
    }

    /// The variables with which OpenSSL is told of other certificates than the system's.
    void trust_as_openssl_does() {
        if (const char* file = std::getenv("SSL_CERT_FILE")) set(CURLOPT_CAINFO, file);
        if (const char* folder = std::getenv("SSL_CERT_DIR")) set(CURLOPT_CAPATH, folder);
    }

    std::string reason_of(CURLcode outcome) {
        long number = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_OS_ERRNO, &number);
        if (outcome == CURLE_COULDNT_CONNECT && number != 0) {
            return std::generic_category().message(static_cast<int>(number));
        }
        if (outcome == CURLE_WRITE_ERROR) return "the answer is longer than 256 MiB";
        return complaint_[0] != '\0' ? complaint_.data() : curl_easy_strerror(outcome);
    }

    std::array<char, CURL_ERROR_SIZE> complaint_{};
    http_answer answer_;
    curl_list headers_;
    curl_handle curl_;
};

}  // namespace

result<http_answer> call(const http_target& at, const http_call& asked) {
    const bool is_local = !at.socket.empty();
    const auto whom = is_local ? at.socket.string() : at.url;
    const auto origin =
        is_local ? std::optional<std::string>("http://localhost") : origin_of(at.url);
    if (!origin) {
        return {error_code::invalid, whom + " is no address of a server (http:// or https://)"};
    }
    auto answer = exchange(at, asked).with(*origin + asked.path, at.socket);
    if (!answer) return {answer.error().code, whom + ": " + answer.error().detail};
    return answer;
}

bool is_listening(const std::filesystem::path& socket) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    const auto& path = socket.native();
    if (path.size() >= sizeof to.sun_path) return false;
    std::memcpy(to.sun_path, path.data(), path.size());
    const descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char letter : text) {
        if (unreserved.find(letter) != std::string_view::npos) {
            out += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        ((out += '%') += hex[byte >> 4]) += hex[byte & 15];
    }
    return out;
}

}  // namespace aula::cli
