#include "api/call.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "store/mails.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

views::json shown(const mail_record& mail) {
    return {
        {"id", mail.id.text()},
        {"to", mail.recipient},
        {"subject", without_link_secrets(mail.subject)},
        {"body", without_link_secrets(mail.body)},
        {"status", name_of(mail.status)},
        {"at", to_iso8601(mail.created_at)},
    };
}

}  // namespace

answer list_mail(call& c) {
    const auto wanted = read_page_query<mail_id>(c.request);
    if (!wanted) co_return refuse(bad_page());
    auto list = [course = c.course->id, wanted = *wanted](database& db) {
        return mails::page(db, course, wanted.after, wanted.limit);
    };
    const auto found = co_await c.parts.kept.read(std::move(list));
    if (!found) co_return refuse(found.error());
    auto out = views::json::array();
    for (const auto& one : *found) out.push_back(shown(one));
    co_return json_answer({{"mail", std::move(out)}, {"next", next_page(*found, wanted->limit)}});
}

}  // namespace aula::resources
