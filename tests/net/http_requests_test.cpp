// Requests about which two readers could disagree (RFC 9112 §11.2), and limits: byte for byte, over
// a real socket to the real listener. Each row is tried in one piece and one byte at a time.

#include <doctest/doctest.h>

#include <vector>

#include "net/net_world.hpp"
#include "support/contains.hpp"

namespace aula::test::requests {
namespace {

using namespace std::string_literals;

struct request_case {
    std::string section;
    std::string what;
    std::string sent;
    std::string answered;  ///< The status, or what the API was asked.
};

constexpr auto end_here = "Connection: close\r\n\r\n";

/// A request whose head has these lines.
std::string get(const std::string& lines, const std::string& target = "/a") {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + lines + end_here;
}
std::string post(const std::string& lines, const std::string& body) {
    return "POST /json HTTP/1.1\r\nHost: x\r\n" + lines + end_here + body;
}
std::string get_from(const std::string& host) {
    return "GET /a HTTP/1.1\r\n" + host + end_here;
}
std::string chunked(const std::string& chunks) {
    return post("Transfer-Encoding: chunked\r\n", chunks);
}
std::string x(std::size_t count) {
    return std::string(count, 'x');
}
/// A GET whose head has so many bytes.
std::string head_of(std::size_t bytes) {
    const auto empty = get("X: \r\n").size();
    return get("X: " + x(bytes - empty) + "\r\n");
}

const std::string fine = "GET /a []";
const std::string five = "POST /json [hello]";
const std::string refused = "400";

const std::vector<request_case>& lengths() {
    static const std::vector<request_case> all{
        {"6.2", "a length", post("Content-Length: 5\r\n", "hello"), five},
        {"6.2", "a length between blanks", post("Content-Length: \t 5 \r\n", "hello"), five},
        {"6.2", "a length with zeros", post("Content-Length: 0005\r\n", "hello"), five},
        {"6.2", "no length, no body", post("", ""), "POST /json []"},
        {"6.3", "the same length twice",
         post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), refused},
        {"6.3", "two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), refused
        },
        {"6.3", "the same length in a list", post("Content-Length: 5, 5\r\n", "hello"), refused},
        {"6.3", "two lengths in a list", post("Content-Length: 5, 6\r\n", "hello!"), refused},
        {"6.2", "a length with a plus", post("Content-Length: +5\r\n", "hello"), refused},
        {"6.2", "a length with a minus", post("Content-Length: -5\r\n", "hello"), refused},
        {"6.2", "a length with a blank inside", post("Content-Length: 0 5\r\n", "hello"), refused},
        {"6.2", "a length in hexadecimal", post("Content-Length: 0x5\r\n", "hello"), refused},
        {"6.2", "a length with more behind", post("Content-Length: 5;\r\n", "hello"), refused},
        {"6.2", "an empty length", post("Content-Length: \r\n", ""), refused},
        {"6.2", "a length of 2^64 + 5", post("Content-Length: 18446744073709551621\r\n", "hello"),
         refused},

        {"7.1", "a chunk", chunked("5\r\nhello\r\n0\r\n\r\n"), five},
        {"7.1", "chunks", chunked("2\r\nhe\r\n03\r\nllo\r\n0\r\n\r\n"), five},
        {"7.1", "the coding in another case",
         post("Transfer-Encoding: Chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), five},
        {"7.1.1", "an extension of a chunk", chunked("5;a=b\r\nhello\r\n0;c=\"d\"\r\n\r\n"), five},
        {"7.1.2", "a trailer, which nobody sees", chunked("5\r\nhello\r\n0\r\nX-A: b\r\n\r\n"), five
        },
        {"7.1.2", "two lines of a trailer", chunked("5\r\nhello\r\n0\r\nX: b\r\nY:\tc\r\n\r\n"),
         five},
        {"7.1.2", "a folded line in the trailer", chunked("5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n"),
         refused},
        {"7.1.2", "a line of the trailer that is folded by a tab",
         chunked("5\r\nhello\r\n0\r\nX: a\r\n\tb\r\n\r\n"), refused},
        {"7.1.2", "a trailer that begins with a blank", chunked("5\r\nhello\r\n0\r\n X: a\r\n\r\n"),
         refused},
        {"7.1.2", "a second line of the trailer that is folded",
         chunked("5\r\nhello\r\n0\r\nX: a\r\nY:\r\n b\r\n\r\n"), refused},
        {"7.1.2", "a blank before a colon in the trailer",
         chunked("5\r\nhello\r\n0\r\nX : a\r\n\r\n"), refused},
        {"7.1.2", "an LF alone in the trailer", chunked("5\r\nhello\r\n0\r\nX: a\nY: b\r\n\r\n"),
         refused},
        {"7.1.2", "a bell in the trailer", chunked("5\r\nhello\r\n0\r\nX: \a\r\n\r\n"), refused},
        {"7.1.1", "a bell in an extension", chunked("5;a=\a\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1.2", "a folded trailer of an upload",
         "PUT /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
         "5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n",
         refused},
        {"7.1.2", "a length in the trailer",
         chunked("5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n"), refused},
        {"7.1.1", "an extension of 100,000 bytes",
         chunked("5;a=" + x(100000) + "\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1.2", "a trailer of 100,000 bytes",
         chunked("5\r\nhello\r\n0\r\nX: " + x(100000) + "\r\n\r\n"), refused},
        {"7.1", "a chunk's size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1", "a chunk's size with a minus", chunked("-5\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1", "a chunk's size with a plus", chunked("+5\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1", "a chunk's size of 17 digits", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"),
         refused},
        {"7.1", "an empty chunk size", chunked("\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1", "a chunk that is longer than it says", chunked("4\r\nhello\r\n0\r\n\r\n"), refused},
        {"7.1", "a chunk's line that ends in LF", chunked("5\nhello\r\n0\r\n\r\n"), refused},
        {"7.1", "a chunk that ends in LF", chunked("5\r\nhello\n0\r\n\r\n"), refused},
        {"6.1", "a length and chunks",
         post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), refused},
        {"6.1", "chunks and a length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), refused},
        {"6.1", "chunks and a length of 0",
         post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"), refused},
        {"6.1", "another coding", post("Transfer-Encoding: gzip\r\n", ""), refused},
        {"6.1", "the coding identity", post("Transfer-Encoding: identity\r\n", ""), refused},
        {"6.1", "chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
         refused},
        {"6.1", "gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), refused
        },
        {"6.1", "chunked twice",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         refused},
        {"6.1", "identity, then chunked",
         post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         refused},
        {"6.1", "a word that has chunked in it",
         post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), refused},
        {"6.1", "chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"),
         refused},
        {"6.1", "chunked behind a vertical tab",
         post(
             "Transfer-Encoding: \x0b"
             "chunked\r\n",
             "0\r\n\r\n"
         ),
         refused},
        {"6.1", "an empty coding", post("Transfer-Encoding: \r\n", ""), refused},
        {"6.1", "chunks in HTTP/1.0",
         "POST /json HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", refused},
    };
    return all;
}

const std::vector<request_case>& lines() {
    static const std::vector<request_case> all{
        {"2.2", "an empty line before the request", "\r\n" + get(""), fine},
        {"2.2", "two empty lines before it", "\r\n\r\n" + get(""), refused},
        {"2.2", "an LF before it", "\n" + get(""), refused},
        {"2.2", "a line that ends in LF", get("X: y\n"), refused},
        {"2.2", "a head that ends in LF", "GET /a HTTP/1.1\r\nHost: x\r\nX: y\r\n\n", refused},
        {"2.2", "all lines end in LF", "GET /a HTTP/1.1\nHost: x\n\n", refused},
        {"2.2", "a request line that ends in LF", "GET /a HTTP/1.1\nHost: x\r\n\r\n", refused},
        {"2.2", "a CR in a value", get("X: y\rZ: w\r\n"), refused},
        {"2.2", "a CR before the end of a line", get("X: y\r\r\n"), refused},
        {"2.2", "a CR in the request line", "GET /a\r HTTP/1.1\r\nHost: x\r\n\r\n", refused},
        {"5.2", "a folded line", get("X: y\r\n z\r\n"), refused},
        {"5.2", "a line folded by a tab", get("X: y\r\n\tz\r\n"), refused},
        {"5.2", "a folded length", post("Content-Length:\r\n 5\r\n", "hello"), refused},
        {"5.2", "a folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), refused
        },
        {"2.2", "a blank before the first name", "GET /a HTTP/1.1\r\n Host: x\r\n\r\n", refused},
        {"5.1", "a blank before the colon", get("X : y\r\n"), refused},
        {"5.1", "a blank before the colon of a length", post("Content-Length : 5\r\n", "hello"),
         refused},
        {"5.1", "a tab before the colon", get("X\t: y\r\n"), refused},
        {"5.1", "a blank in a name", get("X Y: z\r\n"), refused},
        {"5.1", "no colon", get("X\r\n"), refused},
        {"5.1", "no name", get(": y\r\n"), refused},
        {"5.1", "a name in quotes", get("\"X\": y\r\n"), refused},
        {"5.1", "a name that is not ASCII", get("\xc3\xbc: y\r\n"), refused},
        {"5.5", "a NUL in a value", get("X: a\0b\r\n"s), refused},
        {"5.5", "a NUL in a name", get("X\0: a\r\n"s), refused},
        {"5.5", "a DEL in a value", get("X: a\x7f\r\n"), refused},
        {"5.5", "a bell in a value", get("X: \a\r\n"), refused},
        {"5.5", "a value that is not ASCII", get("X: \xc3\xbc\r\n"), fine},
        {"5.5", "tabs in a value", get("X:\ty\tz\t\r\n"), fine},
        {"5", "no value", get("X:\r\n"), fine},

        {"3", "two blanks before the target", "GET  /a HTTP/1.1\r\nHost: x\r\n\r\n", refused},
        {"3", "two blanks before the version", "GET /a  HTTP/1.1\r\nHost: x\r\n\r\n", refused},
        {"3", "a tab before the target", "GET\t/a HTTP/1.1\r\nHost: x\r\n\r\n", refused},
        {"3", "a blank behind the version", "GET /a HTTP/1.1 \r\nHost: x\r\n\r\n", refused},
        {"3", "a blank before the method", " GET /a HTTP/1.1\r\nHost: x\r\n\r\n", refused},
        {"3", "no version", "GET /a\r\nHost: x\r\n\r\n", refused},
        {"2.3", "HTTP/0.9", "GET /a HTTP/0.9\r\nHost: x\r\n\r\n", refused},
        {"2.3", "HTTP/1.2", "GET /a HTTP/1.2\r\nHost: x\r\n\r\n", refused},
        {"2.3", "HTTP/2.0", "GET /a HTTP/2.0\r\nHost: x\r\n\r\n", refused},
        {"2.3", "http in small letters", "GET /a http/1.1\r\nHost: x\r\n\r\n", refused},
        {"2.3", "HTTP/1.0", "GET /a HTTP/1.0\r\n\r\n", fine},
        {"3.2.2", "a target in absolute form", get("", "http://x/a"), refused},
        {"3.2.3", "a target in authority form", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", refused
        },
        {"3.2.4", "a target of an asterisk", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", refused},
        {"3.2.1", "a target without a slash", get("", "a"), refused},
        {"3.2.1", "a fragment", get("", "/a#b"), refused},
        {"3.2.1", "a target that is not ASCII", get("", "/\xc3\xbc"), refused},
        {"3.2.1", "half a percent sequence", get("", "/a%2"), refused},
        {"3.2", "no Host", get_from(""), refused},
        {"3.2", "two Hosts", get_from("Host: x\r\nHost: y\r\n"), refused},
        {"3.2", "the same Host twice", get_from("Host: x\r\nHost: x\r\n"), refused},
        {"3.2", "two Hosts in HTTP/1.0", "GET /a HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", refused},
        {"3.2", "two Hosts in a list", get_from("Host: x, y\r\n"), refused},
        {"3.2", "a Host with a blank", get_from("Host: x y\r\n"), refused},
        {"3.2", "a Host with a path", get_from("Host: x/y\r\n"), refused},
        {"3.2", "a Host with a person", get_from("Host: me@x\r\n"), refused},
        {"3.2", "a Host of an address and a port", get_from("Host: [::1]:8443\r\n"), fine},
        {"3.2", "an empty Host", get_from("Host:\r\n"), fine},

        {"limits", "a head of 8,192 bytes", head_of(8192), fine},
        {"limits", "a head of 8,193 bytes", head_of(8193), "431"},
        {"limits", "a head of 100,000 bytes", head_of(100000), "431"},
        {"limits", "a target of 9,000 bytes", get("", "/" + x(9000)), "431"},
        {"9.3.1", "a body on a GET", get("Content-Length: 1\r\n") + "x", refused},
        {"9.3.1", "chunks on a GET", get("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", refused},
        {"9.3.1", "a length of 0 on a GET", get("Content-Length: 0\r\n"), fine},
    };
    return all;
}

/// The status of a refusal, or what the API was asked.
std::string answer_to(net_world& world, const std::string& bytes, std::size_t piece) {
    raw_client client(world.port());
    for (std::size_t at = 0; at < bytes.size(); at += piece) client.send(bytes.substr(at, piece));
    const auto said = client.rest();
    if (said.find("HTTP/1.1 ", 1) != std::string::npos) return "more than one answer: " + said;
    const auto status = said.substr(0, 12);
    if (status != "HTTP/1.1 200") return status.size() < 12 ? said : status.substr(9);
    const auto body = said.find("\r\n\r\n") + 4;
    return said.substr(body);
}

void check(const std::vector<request_case>& cases) {
    net_world world;
    world.settings().head_time = seconds{10};
    for (const auto& one : cases) {
        CAPTURE(one.section);
        CAPTURE(one.what);
        CHECK(answer_to(world, one.sent, one.sent.size()) == one.answered);
        if (one.sent.size() < 9000) CHECK(answer_to(world, one.sent, 1) == one.answered);
    }
}

std::string all_of(net_world& world, const std::string& bytes) {
    return exchange(world.port(), bytes);
}

}  // namespace

TEST_CASE("a body has one length, or the request is refused") {
    check(lengths());
}

TEST_CASE("a head has one reading, or the request is refused") {
    check(lines());
}

TEST_CASE("nothing that comes behind a refused request is served") {
    net_world world;
    const auto hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"s;
    for (const auto& refused_one :
         {"POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n"s,
          "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n\r\n"s,
          "GET /a HTTP/1.1\r\nHost: x\r\nX: y\n\r\n"s, "POST /json HTTP/1.1\r\n\r\n"s}) {
        CAPTURE(refused_one);
        const auto said = all_of(world, refused_one + hidden);
        CHECK(said.starts_with("HTTP/1.1 400"));
        CHECK_FALSE(contains(said, "/hidden"));
    }
}

TEST_CASE("requests in one segment are answered in their order, bodies and all") {
    net_world world;
    const auto said = all_of(
        world,
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
        "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
        "POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n0\r\n\r\n\r\n" +
            get("", "/2")
    );
    const auto first = said.find("GET /1 []"), second = said.find("POST /json [hello]");
    const auto third = said.find("POST /json [abc]"), last = said.find("GET /2 []");
    CHECK(first < second);
    CHECK(second < third);
    CHECK(third < last);
    CHECK(last != std::string::npos);
}

TEST_CASE("a JSON body has a mebibyte at most, however it comes") {
    net_world world;
    constexpr std::size_t most = 1024 * 1024;
    const auto with_length = [](std::size_t bytes) {
        return post("Content-Length: " + std::to_string(bytes) + "\r\n", x(bytes));
    };
    CHECK(all_of(world, with_length(most)).starts_with("HTTP/1.1 200"));
    CHECK(all_of(world, with_length(most + 1)).starts_with("HTTP/1.1 413"));
    CHECK(
        all_of(world, chunked("100000\r\n" + x(most) + "\r\n0\r\n\r\n")).starts_with("HTTP/1.1 200")
    );
    CHECK(all_of(world, chunked("100001\r\n" + x(most + 1) + "\r\n0\r\n\r\n"))
              .starts_with("HTTP/1.1 413"));
}

TEST_CASE("only a body that is wanted is asked for (RFC 9110 §10.1.1)") {
    net_world world;
    const auto expecting = [](const std::string& version, const std::string& length) {
        return "POST /json " + version +
               "\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + length + "\r\n" +
               end_here;
    };
    raw_client client(world.port());
    client.send(expecting("HTTP/1.1", "5"));
    CHECK(client.until("\r\n\r\n").starts_with("HTTP/1.1 100"));
    client.send("hello");
    CHECK(contains(client.rest(), five));
    CHECK(all_of(world, expecting("HTTP/1.1", "2000000")).starts_with("HTTP/1.1 413"));
    CHECK(all_of(world, expecting("HTTP/1.0", "5") + "hello").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a head that trickles in is cut when its time is over") {
    net_world world;
    world.settings().head_time = milliseconds{200};
    raw_client client(world.port());
    client.send("GET /a HTTP/1.1\r\nHo");
    CHECK(client.rest().empty());
}

}  // namespace aula::test::requests
