#include "base/config.hpp"

#include <doctest/doctest.h>

#include "base/config_rules.hpp"
#include "base/settings.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace std::chrono_literals;
using test::contains;

namespace {

loaded_config from_file(std::string text) {
    return load_config(
        {.file_name = "aula.toml", .file_text = std::move(text), .environment = {}, .flags = {}}
    );
}

std::string only_problem(const loaded_config& of) {
    REQUIRE(of.problems.size() == 1);
    return of.problems.front();
}

}  // namespace

TEST_CASE("the defaults of the table are a valid configuration") {
    const auto loaded = load_config({});
    CHECK(loaded.problems.empty());
    CHECK(loaded.values.presence.grace == 15s);
    CHECK(loaded.values.limits.connections == 18'000U);
    CHECK(loaded.values.server.public_url == "http://127.0.0.1:8080");
    for (const auto& each : all_settings()) {
        CAPTURE(each.name);
        CHECK(loaded.found_in.at(std::string(each.name)) == "default");
    }
}

TEST_CASE("the file overrules the defaults, the environment the file, and a flag them all") {
    config_sources sources{
        .file_name = "aula.toml",
        .file_text = "[presence]\ngrace = \"20s\"\nping = \"4s\"\n\n[server]\nshards = 3\n",
        .environment = {{"AULA_PRESENCE_PING", "3s"}, {"AULA_SERVER_SHARDS", "5"}, {"HOME", "/x"}},
        .flags = {{"server.shards", "7"}},
    };
    const auto loaded = load_config(sources);
    CHECK(loaded.problems.empty());
    CHECK(loaded.values.presence.grace == 20s);
    CHECK(loaded.values.presence.ping == 3s);
    CHECK(loaded.values.server.shards == 7U);
    CHECK(loaded.found_in.at("presence.grace") == "aula.toml:2");
    CHECK(loaded.found_in.at("presence.ping") == "AULA_PRESENCE_PING");
    CHECK(loaded.found_in.at("server.shards") == "flag");
}

TEST_CASE("an unknown key is named with its line and the key that was probably meant") {
    const auto problem = only_problem(from_file("[presence]\n\ngarce = \"20s\"\n"));
    CHECK(contains(problem, "aula.toml:3: there is no setting presence.garce"));
    CHECK(contains(problem, "did you mean presence.grace?"));
}

TEST_CASE("a time without a unit is refused with the line and what is allowed") {
    const auto problem = only_problem(from_file("[presence]\ngrace = 20\n"));
    CHECK(contains(problem, "aula.toml:2: presence.grace = \"20\""));
    CHECK(contains(problem, "with its unit"));
}

TEST_CASE("a value out of range is refused with the range") {
    const auto problem = only_problem(from_file("[presence]\ngrace = \"1h\"\n"));
    CHECK(contains(problem, "0ms to 10min"));
}

TEST_CASE("all problems are told at once") {
    const auto loaded =
        from_file("[server]\nshards = -1\nlissen = \"x\"\n[log]\nlevel = \"loud\"\n");
    CHECK(loaded.problems.size() == 3);
}

TEST_CASE("a syntax error of the file is told with its line") {
    CHECK(contains(only_problem(from_file("[server]\nlisten = \n")), "aula.toml:2: "));
}

TEST_CASE("a key outside a section is told so") {
    CHECK(contains(only_problem(from_file("listen = \"x\"\n")), "outside a section"));
}

TEST_CASE("a mistyped variable of a section is refused; variables of other programs are left alone"
) {
    config_sources sources;
    sources.environment = {{"AULA_SERVER_LISTN", "x"}, {"AULA_DATA", "/x"}};
    CHECK(contains(only_problem(load_config(sources)), "AULA_SERVER_LISTN"));
}

TEST_CASE("a secret is neither shown nor quoted") {
    config_sources sources;
    sources.environment = {{"AULA_MAIL_PASSWORD", "hunter2"}};
    const auto loaded = load_config(sources);
    CHECK(loaded.values.mail.password == "hunter2");
    CHECK(find_setting("mail.password")->show(loaded.values) == "(set)");
}

TEST_CASE("a certificate without its key is refused") {
    CHECK(contains(only_problem(from_file("[tls]\nkey = \"k.pem\"\n")), "belong together"));
}

TEST_CASE("with a certificate the derived public URL is https") {
    const auto loaded = from_file(
        "[server]\nlisten = \"aula.example:443\"\n[tls]\nkey = \"k.pem\"\ncertificate = \"c.pem\"\n"
    );
    CHECK(loaded.values.server.public_url == "https://aula.example:443");
}

TEST_CASE("a public URL is an origin: no path, no slash at the end") {
    for (const auto* wrong :
         {"aula.example", "https://aula.example/", "ftp://aula.example", "https://a b"}) {
        CAPTURE(wrong);
        config_sources sources;
        sources.flags = {{"server.public_url", wrong}};
        CHECK(contains(only_problem(load_config(sources)), "server.public_url"));
    }
}

TEST_CASE("silence must leave room for two pings") {
    config_sources sources;
    sources.flags = {{"presence.ping", "5s"}, {"presence.silence", "10s"}};
    CHECK(contains(only_problem(load_config(sources)), "presence.silence"));
}

TEST_CASE("a broken rule between settings is told with the line of the setting that is to blame") {
    const auto slow = from_file("[presence]\nping = \"20s\"\nsilence = \"20s\"\n");
    CHECK(only_problem(slow).starts_with("aula.toml:3: presence.silence must be longer"));
    const auto half = from_file("[tls]\nkey = \"k.pem\"\n");
    CHECK(only_problem(half).starts_with("aula.toml:2: tls.certificate and tls.key"));
    const auto mail = from_file("[mail]\n\nsmtp_url = \"mail.example.org\"\n");
    CHECK(only_problem(mail).starts_with("aula.toml:3: mail.smtp_url"));
}

TEST_CASE("the store is SQLite unless a PostgreSQL is named, whose password is not shown") {
    CHECK(load_config({}).values.store.url.empty());
    config_sources sources;
    for (const auto* fine : {"postgres://aula@db.example/aula", "postgresql:///aula"}) {
        CAPTURE(fine);
        sources.flags = {{"store.url", fine}};
        CHECK(load_config(sources).problems.empty());
    }
    for (const auto* wrong : {"mysql://db", "postgres://", "aula.db", "host=db password=hunter2"}) {
        CAPTURE(wrong);
        sources.flags = {{"store.url", wrong}};
        const auto problem = only_problem(load_config(sources));
        CHECK(contains(problem, "store.url"));
        CHECK(!contains(problem, "hunter2"));
    }
    const auto shown = [&](const char* url) {
        sources.flags = {{"store.url", url}};
        return find_setting("store.url")->show(load_config(sources).values);
    };
    CHECK(shown("postgres://a:hunter2@db:5432/x") == "postgres://a:…@db:5432/x");
    CHECK(
        shown("postgres://db/x?password=hunter2&sslmode=require") ==
        "postgres://db/x?password=…&sslmode=require"
    );
    CHECK(
        shown("postgres://db/x?sslmode=require&password=hunter2") ==
        "postgres://db/x?sslmode=require&password=…"
    );
    CHECK(shown("postgres://a@db:5432/x") == "postgres://a@db:5432/x");
    CHECK(shown("postgres://db:5432/x?options=a@b") == "postgres://db:5432/x?options=a@b");
}

TEST_CASE("a bus is NATS servers, needs PostgreSQL, and shows no password") {
    CHECK(load_config({}).values.bus.url.empty());
    const auto with = [](const char* url, const char* store = "postgres://db/aula") {
        config_sources sources;
        sources.environment = {{"AULA_BUS_URL", url}, {"AULA_STORE_URL", store}};
        return load_config(sources);
    };
    for (const auto* fine :
         {"nats://127.0.0.1", "nats://a:hunter2@n1:4222,nats://a:hunter2@n2", "tls://[::1]:4222"}) {
        CAPTURE(fine);
        CHECK(with(fine).problems.empty());
    }
    for (const auto* wrong :
         {"n1:4222", "http://n1", "nats://", "nats://n1,", "nats://n1:0", "nats://a:hun@ter2@n1",
          "nats://n1/x", "nats://n1:99999", "nats://n1:"}) {
        CAPTURE(wrong);
        const auto problem = only_problem(with(wrong));
        CHECK(contains(problem, "AULA_BUS_URL: bus.url must be nats://host:port"));
        CHECK(!contains(problem, "ter2"));
    }
    CHECK(contains(only_problem(with("nats://n1", "")), "bus.url needs store.url"));
    const auto shown =
        find_setting("bus.url")->show(with("nats://a:hunter2@n1,tls://hunter2@n2").values);
    CHECK(shown == "nats://a:…@n1:4222,tls://…@n2:4222");
}

TEST_CASE("a CA for the bus needs a server with TLS") {
    config_sources sources;
    sources.flags = {
        {"store.url", "postgres://db/aula"}, {"bus.url", "nats://n1"}, {"bus.ca", "ca.pem"}
    };
    CHECK(contains(only_problem(load_config(sources)), "write tls:// there"));
    sources.flags[1].second = "nats://n1,tls://n2";
    CHECK(load_config(sources).problems.empty());
}

TEST_CASE("a node's name is plain, or derived from the machine's") {
    CHECK(is_plain_name(load_config({}).values.cluster.node));
    CHECK(load_config({}).values.cluster.name == "aula");
    config_sources sources;
    sources.flags = {{"cluster.node", "node-1"}, {"cluster.name", "lumc-2026"}};
    CHECK(load_config(sources).values.cluster.node == "node-1");
    CHECK(load_config(sources).values.cluster.name == "lumc-2026");
    for (const auto* wrong : {"Node", "a.b", "a b", "a_b", "abcdefghijklmnopqrstuvwxyz0123456"}) {
        CAPTURE(wrong);
        sources.flags = {{"cluster.node", wrong}};
        CHECK(contains(only_problem(load_config(sources)), "1 to 32 of a-z"));
    }
    sources.flags = {{"cluster.name", ""}};
    CHECK(contains(only_problem(load_config(sources)), "cluster.name"));
    CHECK(plain_name_of("Lecture-1.example.org") == "lecture-1");
    CHECK(plain_name_of("große_maschine") == "gro--e-maschine");
    CHECK(plain_name_of(std::string(40, 'a')) == std::string(32, 'a'));
    CHECK(plain_name_of("") == "node");
}

TEST_CASE("metrics are off unless a loopback address with a port is given") {
    CHECK(load_config({}).values.metrics.listen.empty());
    config_sources sources;
    for (const auto* fine : {"127.0.0.1:9464", "127.1.2.3:1", "[::1]:9464", ""}) {
        CAPTURE(fine);
        sources.flags = {{"metrics.listen", fine}};
        CHECK(load_config(sources).problems.empty());
    }
    for (const auto* wrong :
         {"0.0.0.0:9464", "[::]:9464", "192.0.2.1:9464", "aula.example:9464", "localhost:9464",
          "127.0.0.1", "9464", "[::ffff:127.0.0.1]:9464"}) {
        CAPTURE(wrong);
        sources.flags = {{"metrics.listen", wrong}};
        CHECK(contains(only_problem(load_config(sources)), "such as 127.0.0.1:9464"));
    }
}

TEST_CASE("an address to listen on has a host and a port") {
    const auto plain = parse_listen("127.0.0.1:8080");
    REQUIRE(plain);
    CHECK(plain->host == "127.0.0.1");
    CHECK(plain->port == 8080);
    const auto six = parse_listen("[::1]:443");
    REQUIRE(six);
    CHECK(six->host == "::1");
    for (const auto* wrong : {"", "8080", ":8080", "::1:443", "[::1:443", "a:99999", "a:", "a:b"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_listen(wrong));
    }
}

TEST_CASE("port 0 becomes the port that was bound, also in a public URL that follows from it") {
    config_sources sources;
    sources.flags = {{"server.listen", "[::1]:0"}};
    auto derived = load_config(sources).values;
    fill_in_port(derived, 0);
    CHECK(derived.server.listen == "[::1]:0");
    fill_in_port(derived, 4711);
    CHECK(derived.server.listen == "[::1]:4711");
    CHECK(derived.server.public_url == "http://[::1]:4711");
    fill_in_port(derived, 4712);  // it has a port by now
    CHECK(derived.server.listen == "[::1]:4711");

    sources.flags.emplace_back("server.public_url", "https://aula.example.org");
    auto chosen = load_config(sources).values;
    fill_in_port(chosen, 4711);
    CHECK(chosen.server.listen == "[::1]:4711");
    CHECK(chosen.server.public_url == "https://aula.example.org");
}
