#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/letters.hpp"
#include "api/person_fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "store/pending_links.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

struct link_request {
    course_record course;
    std::string email;
    std::string token;
    std::string public_url;
    timestamp now;
};

/// For an address that is not registered the work spends an id and nothing else, so that every
/// request waits for one commit.
result<void> serve(database& db, const link_request& asked) {
    const auto known = registrations::find_by_email(db, asked.course.id, asked.email);
    if (known) {
        const way_in way{way_in::occasion::asked_for, asked.token, asked.public_url};
        return mail_own_link(db, asked.course, *known, way, asked.now);
    }
    if (known.error().code != error_code::not_found) return known.error();
    const auto spent = pending_links::take_id(db);
    return spent ? result<void>() : spent.error();
}

}  // namespace

answer send_link(call& c) {
    if (const auto wait = c.rates.registration(c.request, c.now)) co_return refuse(*wait);
    std::optional<bad_field> wrong;
    json_reader fields(c.body, wrong);
    fields.line("email", email_max);
    const auto email = read_email(fields);
    fields.end();
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    if (const auto wait = c.rates.letter(c.course->id, email, c.now)) co_return refuse(*wait);

    const link_request asked{*c.course, email, new_secret(), c.parts.settings.public_url, c.now};
    auto work = [asked](database& db) { return serve(db, asked); };
    const auto done = co_await c.parts.kept.write(std::move(work));
    if (!done) co_return refuse(done.error());
    c.parts.mail_queued();
    co_return json_answer({{"sends_mail", c.parts.sends_mail()}}, 202);
}

}  // namespace aula::resources
