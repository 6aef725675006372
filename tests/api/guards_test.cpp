#include <doctest/doctest.h>

#include "api/country.hpp"
#include "api/email_address.hpp"
#include "api/rate_limits.hpp"
#include "api/same_origin.hpp"
#include "api/security_headers.hpp"

using namespace aula;

TEST_CASE("a country is an assigned two-letter code") {
    for (const auto* code : {"NL", "UG", "ID", "CN", "AD", "ZW"}) CHECK(is_country(code));
    for (const auto* code : {"", "N", "nl", "XX", "NLD", "D ", " A", "EU", "UK"}) {
        CHECK_FALSE(is_country(code));
    }
}

TEST_CASE("an e-mail address is kept in lower case") {
    CHECK(normal_email(" Ada.Lovelace@Example.ORG ") == "ada.lovelace@example.org");
    CHECK(normal_email("o'neil+aula@mail.co.ug") == "o'neil+aula@mail.co.ug");
}

TEST_CASE("what is no e-mail address is refused") {
    for (const std::string text :
         {"", " ", "ada", "ada@", "@example.org", "ada@example", "a da@example.org",
          "ada@exa_mple.org", "ada@-example.org", "ada@example-.org", "ada@@example.org",
          ".ada@example.org", "ada..b@example.org", "ada@example..org", "ada@example.org.",
          "ada@example.org\r\nBcc: x@y.z", "\"a b\"@example.org", "ada@exämple.org",
          "<ada@example.org>"}) {
        CAPTURE(text);
        CHECK(normal_email(text).empty());
    }
    CHECK(normal_email(std::string(65, 'a') + "@example.org").empty());
    CHECK(normal_email("a@" + std::string(64, 'b') + ".org").empty());
}

TEST_CASE("an address with letters that no mail server here takes is told what helps") {
    for (const std::string address : {"müller@uni.example", "李@example.org", "ada…@exämple.org"}) {
        CAPTURE(address);
        CHECK(normal_email(address).empty());
        CHECK(why_no_email(address).find("Before the @") == 0);
    }
    for (const std::string address : {"ada@münchen.example", "ada@例子.测试"}) {
        CAPTURE(address);
        CHECK(normal_email(address).empty());
        CHECK(why_no_email(address).find("xn--") != std::string::npos);
    }
    CHECK(normal_email("ada@xn--mnchen-3ya.example") == "ada@xn--mnchen-3ya.example");
    for (const std::string address : {"ada", "müller", "ada@", "ada@example"}) {
        CHECK(why_no_email(address).find("can be written to") != std::string::npos);
    }
}

TEST_CASE("a rate allows its burst, then says how long to wait") {
    rate_limit limit({.burst = 2, .per_second = 0.5});
    const timestamp start{seconds(1'000)};
    CHECK(limit.take("a", start).count() == 0);
    CHECK(limit.take("a", start).count() == 0);
    CHECK(limit.take("a", start).count() == 2);
    CHECK(limit.take("b", start).count() == 0);
    CHECK(limit.take("a", start + seconds(1)).count() == 1);
    CHECK(limit.take("a", start + seconds(2)).count() == 0);
}

TEST_CASE("a bucket never holds more than its burst") {
    rate_limit limit({.burst = 1, .per_second = 1});
    const timestamp start{seconds(1'000)};
    CHECK(limit.take("a", start).count() == 0);
    CHECK(limit.take("a", start + seconds(3600)).count() == 0);
    CHECK(limit.take("a", start + seconds(3600)).count() == 1);
}

TEST_CASE("a full table forgets those who are no longer limited") {
    rate_limit limit({.burst = 1, .per_second = 1});
    const timestamp start{seconds(1'000)};
    for (std::size_t i = 0; i < rate_limit::keys_max; ++i) limit.take(std::to_string(i), start);
    const auto later = start + seconds(10);
    CHECK(limit.take("new", later).count() == 0);
    CHECK(limit.take("new", later).count() == 1);
}

TEST_CASE("a network is an address, or the /64 around it") {
    CHECK(network_of("192.0.2.7") == "192.0.2.7");
    CHECK(network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::9"));
    CHECK(network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1"));
    CHECK(network_of("::ffff:192.0.2.7") == "192.0.2.7");
    CHECK(network_of("operator") == "operator");
}

TEST_CASE("a change is believed from our own pages only") {
    const auto asked = [](std::string_view name, std::string_view value, bool has_cookie) {
        http_request request;
        request.method = "POST";
        if (!name.empty()) request.headers.emplace_back(name, value);
        return is_from_our_pages(request, "https://aula.example.org", has_cookie);
    };
    CHECK(asked("sec-fetch-site", "same-origin", true));
    CHECK_FALSE(asked("sec-fetch-site", "cross-site", true));
    CHECK_FALSE(asked("sec-fetch-site", "same-site", true));
    CHECK_FALSE(asked("sec-fetch-site", "none", true));
    CHECK_FALSE(asked("sec-fetch-site", "cross-site", false));
    CHECK(asked("origin", "https://aula.example.org", true));
    CHECK_FALSE(asked("origin", "https://aula.example.org.evil.test", true));
    CHECK_FALSE(asked("origin", "null", true));
    CHECK_FALSE(asked("", "", true));
    CHECK(asked("", "", false));
}

TEST_CASE("what costs more takes more, and what costs more than there can be takes all there is") {
    rate_limit limit({.burst = 10, .per_second = 1});
    const timestamp start{seconds(1'000)};
    CHECK(limit.take("a", start, 7).count() == 0);
    CHECK(limit.take("a", start, 7).count() == 4);
    CHECK(limit.take("a", start + seconds(4), 7).count() == 0);
    CHECK(limit.take("b", start, 1000).count() == 0);
    CHECK(limit.take("b", start, 1).count() == 1);
}

TEST_CASE("a page carries the whole policy, everything else one that allows nothing") {
    const security_headers headers("https://aula.example.org");
    const auto policy_of = [&](const std::string& type) {
        http_response response;
        if (!type.empty()) response.headers.emplace_back("content-type", type);
        headers.add_to(response, false);
        std::string policy;
        for (const auto& [name, value] : response.headers) {
            if (name == "content-security-policy") policy += value;
        }
        return policy;
    };
    CHECK(policy_of("text/html; charset=utf-8").find("script-src 'self'") != std::string::npos);
    CHECK(policy_of("text/html").find("frame-ancestors 'none'") != std::string::npos);
    for (const auto* other :
         {"", "application/json", "image/svg+xml", "text/plain", "image/webp"}) {
        CHECK(policy_of(other) == "default-src 'none'; frame-ancestors 'none'");
    }
}

TEST_CASE("every page carries the security headers, and is not kept unless it says so") {
    const security_headers headers("https://aula.example.org");
    http_response response;
    response.headers.emplace_back("content-type", "text/html; charset=utf-8");
    headers.add_to(response, true);
    std::string all;
    for (const auto& [name, value] : response.headers) all += name + ": " + value + "\n";
    CHECK(all.find("default-src 'none'") != std::string::npos);
    CHECK(all.find("connect-src 'self' wss://aula.example.org;") != std::string::npos);
    CHECK(all.find("require-trusted-types-for 'script'") != std::string::npos);
    CHECK(all.find("cache-control: no-store") != std::string::npos);
    CHECK(all.find("strict-transport-security: max-age=") != std::string::npos);

    http_response cached;
    cached.headers.emplace_back("cache-control", "no-cache");
    headers.add_to(cached, false);
    int cache_headers = 0;
    for (const auto& header : cached.headers) {
        cache_headers += header.first == "cache-control" ? 1 : 0;
        CHECK(header.first != "strict-transport-security");
    }
    CHECK(cache_headers == 1);
}
