#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/letters.hpp"
#include "api/person_fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

person_form read_form(const nlohmann::json& body, std::optional<bad_field>& wrong) {
    json_reader fields(body, wrong);
    person_form form;
    form.name = read_name(fields);
    fields.line("email", email_max);
    form.email = read_email(fields);
    form.institution = fields.line("institution", institution_max);
    fields.line("country", 2);
    form.country = read_country(fields);
    form.zone = read_zone(fields);
    form.has_consented = fields.boolean("consent");
    if (!form.has_consented) {
        fields.object_to("consent", "Without your consent nobody can let you in.");
    }
    fields.end();
    return form;
}

/// Everything the store's thread needs to register somebody.
struct registration_work {
    course_record course;
    person_form form;
    std::string token;
    std::string public_url;
    timestamp now;
};

/// A new link for an address that is known, by mail only: whoever typed it may not be its owner.
result<void> send_new_link(
    database& db, const registration_work& work, const participant_record& known
) {
    if (known.status == participant_status::removed) return {};
    auto set = registrations::set_join_token(db, known.id, hash_secret(work.token));
    if (!set) return set;
    const way_in way{way_in::occasion::new_link, work.token, work.public_url};
    return queue_letter(db, work.course, known, way, work.now);
}

/// What came of it; nothing when the name could be taken for somebody of the staff.
using enrolled = std::optional<registration_outcome>;

result<enrolled> enroll(database& db, const registration_work& work) {
    using kind = registration_outcome::kind;
    const auto staff = registrations::staff(db, work.course.id);
    if (!staff) return staff.error();
    const bool is_known = bool(registrations::find_by_email(db, work.course.id, work.form.email));
    if (!is_known && looks_like_staff(work.form.name, {}, *staff)) return enrolled{};
    auto done = registrations::enroll(db, work.course.id, work.form, work.now);
    if (!done) return done.error();
    result<void> sent;
    if (done->what == kind::known) sent = send_new_link(db, work, done->who);
    if (done->what == kind::added) {
        const way_in way{way_in::occasion::registered, work.token, work.public_url};
        sent = queue_letter(db, work.course, done->who, way, work.now);
    }
    if (!sent) return sent.error();
    return enrolled(*std::move(done));
}

http_response registered(const registration_work& work, const registration_outcome& outcome) {
    using kind = registration_outcome::kind;
    switch (outcome.what) {
        case kind::full:
            return refuse(conflict("The course is full."));
        case kind::closed:
            return refuse(conflict("The course takes no registrations any more."));
        case kind::known:
            return json_answer({{"mailed", true}});
        case kind::added:
            break;
    }
    const views::json out{
        {"participant", views::own_participant(outcome.who, work.course)},
        {"join_link", views::join_link(work.public_url, work.token)},
    };
    return json_answer(out, 201);
}

}  // namespace

answer register_person(call& c) {
    if (const auto wait = c.rates.registration(c.request, c.now)) co_return refuse(*wait);
    std::optional<bad_field> wrong;
    auto form = read_form(c.body, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    if (const auto wait = c.rates.letter(c.course->id, form.email, c.now)) co_return refuse(*wait);

    registration_work work{
        *c.course, std::move(form), new_secret(), c.parts.settings.public_url, c.now
    };
    work.form.join_token_hash = hash_secret(work.token);
    auto enroll_them = [work](database& db) { return enroll(db, work); };
    const auto outcome = co_await c.parts.kept.write(std::move(enroll_them));
    if (!outcome) co_return refuse(outcome.error());
    if (!*outcome) {
        co_return refuse(invalid("Somebody of the staff has this name; add to yours.", "name"));
    }
    c.parts.mail_queued();
    co_return registered(work, **outcome);
}

}  // namespace aula::resources
