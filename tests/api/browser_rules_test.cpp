// What a browser can be made to send by a page that is not ours, tried at every route there is.
#include "api/two_courses.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using header = std::pair<std::string, std::string>;

void replace_proof(http_request& asked, const std::vector<header>& by) {
    std::erase_if(asked.headers, [](const header& one) { return one.first == "sec-fetch-site"; });
    asked.headers.insert(asked.headers.end(), by.begin(), by.end());
}

std::uint64_t writes(two_courses& in) {
    return in.world.kept().statistics().writes;
}

/// The one thing that a GET writes is when a login or a token was last used, once an hour and
/// behind the answer: here it has been, and is done.
void everybody_has_been_here(two_courses& in) {
    const auto me = std::ranges::find(routes(), "/api/v1/me", &route::path);
    for (const auto who : every_caller) {
        auto asked = in.request(*me, who, in.things_of(in.own));
        in.world.send(asked);
    }
    must(write(in.world.kept(), [](database&) { return result<void>{}; }));
}

}  // namespace

TEST_CASE("no route changes anything for a request from another page, whoever the browser is") {
    two_courses in;
    const std::vector<std::vector<header>> from_elsewhere{
        {},  // an old browser that says nothing
        {{"sec-fetch-site", "cross-site"}},
        {{"sec-fetch-site", "same-site"}},
        {{"sec-fetch-site", "none"}},
        {{"sec-fetch-site", "cross-site"}, {"origin", api_world::public_url}},
        {{"origin", "https://evil.test"}},
        {{"origin", "null"}},
        {{"origin", std::string(api_world::public_url) + ".evil.test"}},
    };
    int refused = 0;
    for (const auto& one : routes()) {
        if (one.method == "GET") continue;
        const auto name = route_name(one);
        CAPTURE(name);
        for (const auto& proof : from_elsewhere) {
            auto asked = in.request(one, caller::organizer, in.things_of(in.own));
            replace_proof(asked, proof);
            const auto before = writes(in);
            const auto said = in.world.send(asked);
            CHECK(said.status == 403);
            CHECK(said.code() == "forbidden");
            CHECK(writes(in) == before);
            ++refused;
        }
    }
    CHECK(refused > 100);
}

TEST_CASE("no route takes a body that a form of another page could send") {
    two_courses in;
    for (const auto& one : routes()) {
        if (one.body != body_kind::json) continue;
        const auto name = route_name(one);
        CAPTURE(name);
        for (const std::string type :
             {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
              "text/plain; application/json", "application/jsonp"}) {
            auto asked = in.request(one, caller::organizer, in.things_of(in.own));
            if (one.needs == verb::create_course) asked.is_local_operator = true;
            std::erase_if(asked.headers, [](const header& h) { return h.first == "content-type"; });
            if (!type.empty()) asked.headers.emplace_back("content-type", type);
            const auto before = writes(in);
            CHECK(in.world.send(asked).status == 400);
            CHECK(writes(in) == before);
        }
    }
}

TEST_CASE("a GET changes nothing, at any route") {
    two_courses in;
    everybody_has_been_here(in);
    for (const auto& one : routes()) {
        if (one.method != "GET") continue;
        const auto name = route_name(one);
        CAPTURE(name);
        for (const auto who : every_caller) {
            auto asked = in.request(one, who, in.things_of(in.own));
            const auto before = writes(in);
            in.world.send(asked);
            CHECK(writes(in) == before);
        }
    }
}

TEST_CASE("no answer lets another origin read it, and none may be taken for something else") {
    two_courses in;
    for (const auto& one : routes()) {
        const auto name = route_name(one);
        CAPTURE(name);
        const auto things = in.things_of(in.own);
        auto asked = in.request(one, caller::organizer, things);
        auto preflight = in.request(one, caller::organizer, things);
        for (auto* request : {&asked, &preflight}) {
            request->headers.emplace_back("origin", "https://evil.test");
        }
        preflight.method = "OPTIONS";
        preflight.headers.emplace_back("access-control-request-method", std::string(one.method));
        for (auto* request : {&asked, &preflight}) {
            const auto said = in.world.send(*request);
            for (const auto& [header_name, value] : said.raw.headers) {
                CHECK_FALSE(header_name.starts_with("access-control-"));
            }
            CHECK(said.header("x-content-type-options") == "nosniff");
            CHECK(said.header("content-security-policy").starts_with("default-src 'none'"));
            CHECK(said.header("cross-origin-resource-policy") == "same-origin");
        }
        CHECK(in.world.send(preflight).status == 405);
    }
}
