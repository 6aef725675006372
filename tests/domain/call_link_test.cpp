#include "domain/call_link.hpp"

#include "scenario.hpp"

using namespace aula;

namespace {

const std::string zoom = "https://zoom.us/j/93812345678?pwd=aB3.x_-~%20#success";

std::string objection(const std::string& url) {
    return std::string(objection_to_call_url(url));
}

bool speaks_of(const std::string& url, std::string_view what) {
    return objection(url).find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("the addresses that calls really have are links") {
    for (const std::string& url : {
             zoom,
             std::string("HTTPS://us02web.zoom.us/j/1"),
             std::string("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/"
                         "0?context=%7b%22Tid%22%3a%22a%22%7d"),
             std::string("https://bbb.uni-example.de:8443/rooms/abc-def/join"),
             std::string("https://meet.jit.si/Immunología"),
             std::string("https://xn--mnchen-3ya.de/raum"),
             std::string("https://bbb"),
             std::string("https://call.example?to=someone@example.org"),
         }) {
        CAPTURE(url);
        CHECK(objection(url).empty());
    }
}

TEST_CASE("only https addresses are links, whatever else a browser would run or open") {
    for (const std::string url : {
             "",
             "zoom.us/j/1",
             "//zoom.us/j/1",
             "/j/1",
             "http://zoom.us/j/1",
             "https:zoom.us",
             "https:/zoom.us",
             "javascript:alert(1)",
             "JavaScript:alert(1)",
             "java\tscript:alert(1)",
             " https://zoom.us",
             "data:text/html,x",
             "vbscript:x",
             "file:///etc/passwd",
             "blob:https://zoom.us/1",
             "zoommtg://zoom.us/join",
             "view-source:https://zoom.us",
             "https",
             "https;//zoom.us",
             "httpſ://zoom.us",
         }) {
        CAPTURE(url);
        CHECK(speaks_of(url, "begins with https://"));
    }
}

TEST_CASE("a link says by its host name where it leads, and by nothing else") {
    for (const std::string url : {
             "https://",
             "https:///j/1",
             "https://?x",
             "https://.zoom.us",
             "https://zoom..us",
             "https://zoom.us./j",
             "https://-zoom.us",
             "https://zoom-.us",
             "https://zo%6fm.us",
             "https://zооm.us",
             "https://münchen.de",
             "https://127.0.0.1/",
             "https://2130706433",
             "https://0x7f.1",
             "https://1.2.3.256",
             "https://[::1]/",
             "https://zoom_us.example",
             "https://zoom.us,evil.example",
             "https://:443/",
         }) {
        CAPTURE(url);
        CHECK(speaks_of(url, "host name"));
    }
    CHECK(speaks_of("https://" + std::string(64, 'a') + ".example/", "host name"));
    for (const std::string url : {
             "https://zoom.us@evil.example/",
             "https://a:b@zoom.us/",
             "https://@zoom.us/",
             "https://zoom.us:443@evil.example/",
             "https://zoom.us%2f@evil.example",
         }) {
        CAPTURE(url);
        CHECK(speaks_of(url, "user name or a password"));
    }
    for (const std::string url : {
             "https://zoom.us:/",
             "https://zoom.us:0",
             "https://zoom.us:65536",
             "https://zoom.us:x",
             "https://zoom.us:-1",
             "https://zoom.us:443:443",
             "https://zoom.us:99999999999999",
         }) {
        CAPTURE(url);
        CHECK(speaks_of(url, "port"));
    }
}

TEST_CASE("every character of a link can be seen, and none is another one for a browser") {
    for (const std::string inside : {
             " ",
             "\t",
             "\n",
             "\r",
             "\x01",
             "\x7f",
             "\xc2\x85",
             "\xc2\xa0",
             "\xc2\xad",
             "\xe2\x80\x8b",
             "\xe2\x80\x8d",
             "\xe2\x80\x8e",
             "\xe2\x80\xae",
             "\xe2\x81\xa6",
             "\xef\xbb\xbf",
             "\xe2\x80\xa8",
             "\xf3\xa0\x80\x81",
             "\\",
             "\xff",
             "\xc0\xaf",
             "\xed\xa0\x80",
         }) {
        const auto url = "https://zoom.us/j/" + inside + "1";
        CAPTURE(url);
        CHECK(speaks_of(url, "invisible character"));
    }
    CHECK(speaks_of(std::string("https://zoom.us/") + '\0' + "1", "invisible character"));
    CHECK(speaks_of("https://zoom.us\\@evil.example/", "backslash"));
}

TEST_CASE("a link has at most 1000 characters") {
    const auto as_long_as = [](std::size_t characters) {
        const std::string head = "https://zoom.us/";
        return head + std::string(characters - head.size(), 'x');
    };
    CHECK(objection(as_long_as(call_url_max)).empty());
    CHECK(speaks_of(as_long_as(call_url_max + 1), "longer than 1000"));
}
