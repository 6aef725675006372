#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <string_view>
#include <utility>

#include "mail/carrier.hpp"

namespace aula {
namespace {

constexpr long connect_seconds_max = 10;
constexpr long letter_seconds_max = 60;

struct free_curl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t read_letter(char* to, std::size_t size, std::size_t count, void* from) {
    auto& rest = *static_cast<std::string_view*>(from);
    const auto bytes = std::min(size * count, rest.size());
    std::memcpy(to, rest.data(), bytes);
    rest.remove_prefix(bytes);
    return bytes;
}

int ask_whether_to_go_on(void* is_stopped, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<std::atomic<bool>*>(is_stopped) ? 1 : 0;
}

/// Whether the server is this machine, going by the name in the URL.
bool is_on_loopback(std::string_view url) {
    url.remove_prefix(std::min(url.find("://") + 3, url.size()));
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
        const auto rest = url.substr(std::min(name.size(), url.size()));
        if (url.starts_with(name) && (rest.empty() || rest[0] == ':' || rest[0] == '/'))
            return true;
    }
    return false;
}

class smtp_carrier final : public mail_carrier {
public:
    explicit smtp_carrier(smtp_settings settings) : settings_(std::move(settings)) {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        curl_.reset(curl_easy_init());
        if (!curl_) throw std::bad_alloc();
    }

    result<void> carry(const envelope& letter) override {
        const auto from = "<" + letter.from + ">";
        const std::unique_ptr<curl_slist, free_curl> to(
            curl_slist_append(nullptr, ("<" + letter.to + ">").c_str())
        );
        if (!to) throw std::bad_alloc();
        std::string_view rest(letter.text);
        std::array<char, CURL_ERROR_SIZE> complaint{};
        curl_easy_reset(curl_.get());  // keeps the connection open for the next letter
        describe_server();
        set(CURLOPT_MAIL_FROM, from.c_str());
        set(CURLOPT_MAIL_RCPT, to.get());
        set(CURLOPT_READFUNCTION, &read_letter);
        set(CURLOPT_READDATA, &rest);
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_ERRORBUFFER, complaint.data());
        const auto outcome = curl_easy_perform(curl_.get());
        set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
        return judge(outcome, complaint.data());
    }

    void stop() override { is_stopped_ = true; }

    /// Everything up to the login.
    result<void> introduce() {
        std::array<char, CURL_ERROR_SIZE> complaint{};
        describe_server();
        set(CURLOPT_CONNECT_ONLY, 1L);
        set(CURLOPT_TIMEOUT, connect_seconds_max);
        set(CURLOPT_ERRORBUFFER, complaint.data());
        const auto outcome = curl_easy_perform(curl_.get());
        if (outcome == CURLE_OK) return {};
        const std::string said =
            complaint[0] != '\0' ? complaint.data() : curl_easy_strerror(outcome);
        return {error_code::unavailable, settings_.url + " does not work: " + said};
    }

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(curl_.get(), option, value);
    }

    void describe_server() {
        set(CURLOPT_URL, settings_.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_NOSIGNAL, 1L);  // a process with threads has no use for SIGALRM
        set(CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
        set(CURLOPT_TIMEOUT, letter_seconds_max);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &ask_whether_to_go_on);
        set(CURLOPT_XFERINFODATA, &is_stopped_);
        if (!settings_.certificates.empty()) set(CURLOPT_CAINFO, settings_.certificates.c_str());
        long encryption = CURLUSESSL_TRY;
        if (!settings_.user.empty()) {
            set(CURLOPT_USERNAME, settings_.user.c_str());
            set(CURLOPT_PASSWORD, settings_.password.c_str());
            if (!is_on_loopback(settings_.url)) encryption = CURLUSESSL_ALL;
        }
        set(CURLOPT_USE_SSL, encryption);
    }

    result<void> judge(CURLcode outcome, const char* complaint) {
        if (outcome == CURLE_OK) return {};
        if (outcome == CURLE_ABORTED_BY_CALLBACK) {
            return {error_code::unavailable, "The server is stopping."};
        }
        long reply = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &reply);
        const std::string said = *complaint != '\0' ? complaint : curl_easy_strerror(outcome);
        return {kind_of(reply, said), "The mail server did not take the letter: " + said};
    }

    /// 4yz means "later" and 5yz "never" (RFC 5321, 4.2.1); but a refused login or sender is the
    /// operator's to mend.
    static error_code kind_of(long reply, const std::string& said) {
        const bool is_login = reply == 530 || reply == 534 || reply == 535 || reply == 538;
        if (is_login || said.starts_with("MAIL failed")) return error_code::unavailable;
        if (reply >= 500 && reply <= 599) return error_code::invalid;
        if (reply >= 400 && reply <= 499 && reply != 421) return error_code::busy;
        return error_code::unavailable;
    }

    const smtp_settings settings_;
    std::atomic<bool> is_stopped_{false};
    std::unique_ptr<CURL, free_curl> curl_;
};

}  // namespace

result<void> try_mail_server(smtp_settings settings) {
    return smtp_carrier(std::move(settings)).introduce();
}

std::unique_ptr<mail_carrier> make_smtp_carrier(smtp_settings settings) {
    return std::make_unique<smtp_carrier>(std::move(settings));
}

}  // namespace aula
