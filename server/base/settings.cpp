#include "base/settings.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/setting_kinds.hpp"

namespace aula {
namespace {

using namespace setting_kinds;
using namespace std::chrono_literals;

std::vector<setting> make_table() {
    return {
        after_restart(text(
            {"server.listen", "127.0.0.1:8080",
             "The address and port to serve on; port 0 takes a free one, which `aula status` "
             "tells. "
             "Beyond loopback, set `tls` or stand behind a proxy that does."},
            "address:port, such as 0.0.0.0:443 or [::]:443",
            [](auto& c) -> auto& { return c.server.listen; }
        )),
        after_restart(text(
            {"server.public_url", "",
             "How browsers reach this server: join links, the pages' origin and the cookies' "
             "security follow from it."},
            "http(s)://host[:port]; empty: derived from server.listen",
            [](auto& c) -> auto& { return c.server.public_url; }
        )),
        after_restart(text(
            {"server.data", "data",
             "The folder with everything that is kept: database, decks, outgoing mail. Back up "
             "this one folder."},
            "a folder; made when it is missing", [](auto& c) -> auto& { return c.server.data; }
        )),
        after_restart(number(
            {"server.shards", "0", "Threads that serve connections; 0 is one for every core."}, 0,
            256, [](auto& c) -> auto& { return c.server.shards; }
        )),
        after_restart(secret_url(
            {"store.url", "",
             "The database. Empty: SQLite, in the data folder. A password belongs into the "
             "environment (AULA_STORE_URL) or into ~/.pgpass."},
            "postgres://user@host/database?sslmode=verify-full",
            [](auto& c) -> auto& { return c.store.url; }
        )),
        after_restart(nats_servers(
            {"bus.url", "",
             "The NATS over which several nodes on one PostgreSQL speak with each other. Empty: "
             "one "
             "node alone. A password belongs into the environment (AULA_BUS_URL)."},
            "nats://host:4222 or tls://user:password@host:4222, up to 16 with commas between them",
            [](auto& c) -> auto& { return c.bus.url; }
        )),
        after_restart(text(
            {"bus.credentials", "", "What NATS knows this node by, instead of a password."},
            "a .creds file of NATS", [](auto& c) -> auto& { return c.bus.credentials; }
        )),
        after_restart(text(
            {"bus.ca", "",
             "Who must have signed the certificates of tls:// servers. Empty: whom this system "
             "trusts."},
            "a PEM file", [](auto& c) -> auto& { return c.bus.ca; }
        )),
        after_restart(text(
            {"decks.folder", "",
             "Where decks are kept, for nodes that share them: a folder that all of them see. "
             "Empty: "
             "the data folder."},
            "a folder; made when it is missing", [](auto& c) -> auto& { return c.decks.folder; }
        )),
        after_restart(size(
            {"decks.cache", "2GiB",
             "How much of decks.folder each node may have copied to its own disk, the data "
             "folder's "
             "deck-cache; pages in it are served while the shared folder is slow or away. 0B: "
             "nothing."},
            0, 1ULL << 40, [](auto& c) -> auto& { return c.decks.cache; }
        )),
        after_restart(plain_name(
            {"cluster.node", "",
             "This node's name among the others: no two may have the same, so that two on one "
             "machine need names of their own."},
            true, [](auto& c) -> auto& { return c.cluster.node; }
        )),
        after_restart(plain_name(
            {"cluster.name", "aula",
             "The same for all nodes of a cluster; two clusters with different names can share a "
             "NATS."},
            false, [](auto& c) -> auto& { return c.cluster.name; }
        )),
        text(
            {"tls.certificate", "", "The certificate chain to serve HTTPS with, leaf first."},
            "a PEM file; together with tls.key", [](auto& c) -> auto& { return c.tls.certificate; }
        ),
        text(
            {"tls.key", "", "The certificate's private key."},
            "a PEM file; together with tls.certificate", [](auto& c) -> auto& { return c.tls.key; }
        ),
        after_restart(duration(
            {"presence.grace", "15s",
             "A shorter absence is none: attendance closes the gap, and nobody is seen to leave."},
            0ms, 10min, [](auto& c) -> auto& { return c.presence.grace; }
        )),
        after_restart(duration(
            {"presence.ping", "5s", "How often an idle connection is asked whether it is alive."},
            100ms, 1min, [](auto& c) -> auto& { return c.presence.ping; }
        )),
        after_restart(duration(
            {"presence.silence", "15s",
             "A connection that gives no sign of life for this long is closed. Longer than two "
             "pings."},
            300ms, 5min, [](auto& c) -> auto& { return c.presence.silence; }
        )),
        after_restart(duration(
            {"presence.checkpoint", "30s",
             "How often presence is written down while somebody is present: the most that a crash "
             "can cost."},
            1s, 10min, [](auto& c) -> auto& { return c.presence.checkpoint; }
        )),
        after_restart(duration(
            {"lecture.end_without_staff", "10min",
             "A session that nobody ends ends by itself: this long after its planned end, once all "
             "of the staff have been gone for this long."},
            1s, 24h, [](auto& c) -> auto& { return c.lecture.end_without_staff; }
        )),
        after_restart(duration(
            {"lecture.end_unconfirmed", "2h",
             "Also while staff are present: this long after its planned end and after the last "
             "thing "
             "that one of them did. Half of it before, their page asks."},
            1s, 24h, [](auto& c) -> auto& { return c.lecture.end_unconfirmed; }
        )),
        number(
            {"limits.connections", "18000",
             "Sockets at once; further ones are closed at the door. Each is an open file."},
            10, 1'000'000, [](auto& c) -> auto& { return c.limits.connections; }
        ),
        number(
            {"limits.commands_per_second", "5",
             "What one connection may ask of a room, in the long run; a person with several, twice "
             "that."},
            1, 10'000, [](auto& c) -> auto& { return c.limits.commands_per_second; }
        ),
        number(
            {"limits.commands_burst", "20", "What it may ask at once."}, 1, 10'000,
            [](auto& c) -> auto& { return c.limits.commands_burst; }
        ),
        number(
            {"limits.logins_per_minute", "600",
             "Join links that do not work, tried from one network. Links that work are not counted."
            },
            1, 1'000'000, [](auto& c) -> auto& { return c.limits.logins_per_minute; }
        ),
        number(
            {"limits.registrations_per_minute", "60", "Registrations from one network."}, 1,
            1'000'000, [](auto& c) -> auto& { return c.limits.registrations_per_minute; }
        ),
        after_restart(size(
            {"limits.upload", "50MiB", "The largest PDF that is taken."}, 1ULL << 20, 1ULL << 30,
            [](auto& c) -> auto& { return c.limits.upload; }
        )),
        size(
            {"limits.uploads_per_day", "500MiB",
             "What one person, or one token, may upload to a course in a day (UTC). 0B: no limit."},
            0, 1ULL << 40, [](auto& c) -> auto& { return c.limits.uploads_per_day; }
        ),
        size(
            {"limits.decks_per_course", "5GiB",
             "What the slides of one course may take on the disk. 0B: no limit."},
            0, 1ULL << 44, [](auto& c) -> auto& { return c.limits.decks_per_course; }
        ),
        number(
            {"limits.disk_percent", "80",
             "How full uploads may make the disk, in percent; the rest is for lectures."},
            1, 100, [](auto& c) -> auto& { return c.limits.disk_percent; }
        ),
        text(
            {"mail.smtp_url", "",
             "The mail server that takes outgoing mail. Empty: mail is only written to the data "
             "folder's outbox."},
            "smtp://host:port or smtps://host:port",
            [](auto& c) -> auto& { return c.mail.smtp_url; }
        ),
        text(
            {"mail.user", "", "The account at the mail server, if it wants one."}, "any text",
            [](auto& c) -> auto& { return c.mail.user; }
        ),
        secret(
            {"mail.password", "", "Its password. The environment is the better place for it."},
            "any text", [](auto& c) -> auto& { return c.mail.password; }
        ),
        text(
            {"mail.from", "Aula <aula@localhost>", "The sender of all mail."}, "Name <address>",
            [](auto& c) -> auto& { return c.mail.from; }
        ),
        after_restart(text(
            {"metrics.listen", "",
             "Where Prometheus fetches /metrics, on this machine only. Empty: nowhere."},
            "a loopback address:port, such as 127.0.0.1:9464 or [::1]:9464",
            [](auto& c) -> auto& { return c.metrics.listen; }
        )),
        choice(
            {"log.level", "info", "The least serious kind of line that is logged."},
            {"debug", "info", "warn", "error"}, [](auto& c) -> auto& { return c.log.level; }
        ),
        choice(
            {"log.format", "auto",
             "`json` is one object a line; `auto` is text in a terminal and json elsewhere."},
            {"auto", "json", "text"}, [](auto& c) -> auto& { return c.log.format; }
        ),
    };
}

}  // namespace

std::string_view name_of(setting::takes_effect when) {
    return when == setting::takes_effect::reload ? "reload" : "restart";
}

std::span<const setting> all_settings() {
    static const std::vector<setting> table = make_table();
    return table;
}

const setting* find_setting(std::string_view name) {
    const auto table = all_settings();
    const auto found = std::ranges::find(table, name, &setting::name);
    return found == table.end() ? nullptr : &*found;
}

std::string environment_name(std::string_view setting_name) {
    std::string name = "AULA_";
    for (const char letter : setting_name) {
        name += letter == '.'
                    ? '_'
                    : static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 32 : letter);
    }
    return name;
}

}  // namespace aula
