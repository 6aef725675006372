#include "cli/doctor.hpp"
#include "mail/carrier.hpp"

namespace aula::cli {

void examine_mail(const config& of, findings& into) {
    if (of.mail.smtp_url.empty()) {
        into.push_back(
            {verdict::note, "mail",
             "No mail server is set (mail.smtp_url): mail is written to the data folder's outbox "
             "and not sent."}
        );
        return;
    }
    smtp_settings to;
    to.url = of.mail.smtp_url;
    to.user = of.mail.user;
    to.password = of.mail.password;
    const auto reached = try_mail_server(std::move(to));
    if (!reached) return into.push_back({verdict::bad, "mail", reached.error().detail + "."});
    into.push_back(
        {verdict::good, "mail",
         of.mail.smtp_url + " answers" + (of.mail.user.empty() ? "" : " and takes the login") +
             "; mail comes from " + of.mail.from + "."}
    );
}

}  // namespace aula::cli
