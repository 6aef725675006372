#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

#include "base/config_rules.hpp"
#include "cli/doctor.hpp"
#include "net/tls.hpp"

namespace aula::cli {
namespace {

constexpr int renewal_days = 14;

struct file_close {
    void operator()(FILE* file) const { std::fclose(file); }
};
struct certificate_free {
    void operator()(X509* certificate) const { ::X509_free(certificate); }
};

/// Days from now until the leaf expires; negative when it has. The file has been checked by
/// `load_tls`.
int days_left(const std::filesystem::path& file) {
    const std::unique_ptr<FILE, file_close> from(std::fopen(file.c_str(), "re"));
    if (!from) return -1;
    const std::unique_ptr<X509, certificate_free> leaf(
        ::PEM_read_X509(from.get(), nullptr, nullptr, nullptr)
    );
    int days = -1;
    int seconds = 0;
    if (leaf) ::ASN1_TIME_diff(&days, &seconds, nullptr, ::X509_get0_notAfter(leaf.get()));
    return seconds < 0 ? days - 1 : days;
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

void examine_certificate(const config& of, findings& into) {
    if (of.tls.certificate.empty()) return;
    const auto loaded = load_tls({.certificate = of.tls.certificate, .key = of.tls.key});
    if (!loaded) return into.push_back({verdict::bad, "certificate", loaded.error().detail});
    const auto days = days_left(of.tls.certificate);
    const auto text = of.tls.certificate.string() + " expires in " + std::to_string(days) + " days";
    if (days < 0) {
        into.push_back(
            {verdict::bad, "certificate",
             of.tls.certificate.string() + " has expired; renew it and reload."}
        );
    } else if (days < renewal_days) {
        into.push_back({verdict::note, "certificate", text + "; renew it now."});
    } else {
        into.push_back({verdict::good, "certificate", text + "."});
    }
}

void examine_addresses(const config& of, findings& into) {
    const auto at = parse_listen(of.server.listen);
    const bool is_public = at && !is_loopback(at->host);
    const bool is_https = of.server.public_url.starts_with("https://");
    if (is_public && !is_https) {
        into.push_back(
            {verdict::bad, "address",
             of.server.listen + " is open to the network, but server.public_url is " +
                 of.server.public_url +
                 ": browsers keep no login without HTTPS. Set tls, or stand behind a proxy and set "
                 "an https public_url."}
        );
        return;
    }
    into.push_back(
        {verdict::good, "address",
         "Serves " + of.server.listen + " as " + of.server.public_url + "."}
    );
}

void examine_mail(const config& of, findings& into) {
    if (of.mail.smtp_url.empty()) {
        into.push_back(
            {verdict::note, "mail",
             "No mail server is set (mail.smtp_url): mail is written to the data folder's outbox "
             "and not sent."}
        );
        return;
    }
    into.push_back(
        {verdict::good, "mail", "Mail goes to " + of.mail.smtp_url + " from " + of.mail.from + "."}
    );
}

}  // namespace aula::cli
