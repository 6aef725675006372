#include <unistd.h>

#include "store/things.hpp"
#include "support/certificate.hpp"
#include "support/ports.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// A PostgreSQL that is reached over TCP and TLS, with a certificate for this address.
struct server_with_tls {
    temporary_folder folder;
    certificate_files authority = make_authority(folder, "authority");
    int port = lasting_port();
    postgres_server server;

    explicit server_with_tls(const std::string& names) {
        const auto own = make_signed(folder, "server", {authority, names});
        if (::geteuid() == 0) {
            // PostgreSQL wants a key that is its own, or root's and not for everybody.
            REQUIRE(::chown(own.key.c_str(), nobody_id, nobody_id) == 0);
            std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
        }
        server.restart_with({
            "listen_addresses=127.0.0.1",
            "port=" + std::to_string(port),
            "ssl=on",
            "ssl_cert_file=" + own.certificate.string(),
            "ssl_key_file=" + own.key.string(),
        });
    }

    auto connect(const std::filesystem::path& trusted) const {
        return postgres_database::connect(
            "postgres://aula@127.0.0.1:" + std::to_string(port) +
            "/postgres?sslmode=verify-full&sslrootcert=" + trusted.string()
        );
    }
};

}  // namespace

TEST_CASE("PostgreSQL is spoken to over TLS when the URL says so") {
    const server_with_tls in("IP:127.0.0.1");
    const auto db = must(in.connect(in.authority.certificate));
    const auto rows = must(db->query(
        "SELECT CAST(CAST(ssl AS INTEGER) AS BIGINT) FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    ));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].integer(0) == 1);
}

TEST_CASE("a PostgreSQL that nobody vouches for, or that has another name, is not spoken to") {
    const server_with_tls in("IP:127.0.0.1");
    const auto strangers = make_authority(in.folder, "strangers");
    const auto unknown = in.connect(strangers.certificate);
    REQUIRE(!unknown);
    CHECK(unknown.error().code == error_code::unavailable);
    CHECK(unknown.error().detail.find("certificate") != std::string::npos);

    const server_with_tls elsewhere("DNS:db.example.org");
    const auto other_name = elsewhere.connect(elsewhere.authority.certificate);
    REQUIRE(!other_name);
    CHECK(other_name.error().code == error_code::unavailable);
}
