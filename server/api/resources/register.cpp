#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/letters.hpp"
#include "api/person_fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "store/participant_rows.hpp"
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
    form.zone = read_browser_zone(fields);
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

enum class enrolled { welcome, full, closed, like_staff };

struct enrollment {
    enrolled what = enrolled::welcome;
    participant_record who;  ///< As the answer shows them.
};

/// Who the answer shows when the address is known: the form as it was sent, under an id that nobody
/// has. The person who was registered before appears only in the letter.
result<enrollment> answer_known(
    database& db, const registration_work& work, const participant_record& known
) {
    const auto id = registrations::take_id(db);
    if (!id) return id.error();
    // The answer has a link of its own, which opens nothing.
    const way_in way{way_in::occasion::asked_for, new_secret(), work.public_url};
    if (auto sent = mail_own_link(db, work.course, known, way, work.now); !sent) {
        return sent.error();
    }
    return enrollment{enrolled::welcome, new_participant(*id, work.course.id, work.form, work.now)};
}

result<enrollment> answer_new(
    database& db, const registration_work& work, participant_record added
) {
    const way_in way{way_in::occasion::registered, work.token, work.public_url};
    if (auto sent = queue_letter(db, work.course, added, way, work.now); !sent) {
        return sent.error();
    }
    return enrollment{enrolled::welcome, std::move(added)};
}

result<enrollment> enroll(database& db, const registration_work& work) {
    using kind = registration_outcome::kind;
    const auto staff = registrations::staff(db, work.course.id);
    if (!staff) return staff.error();
    if (looks_like_staff(work.form.name, {}, *staff)) return enrollment{enrolled::like_staff, {}};
    auto done = registrations::enroll(db, work.course.id, work.form, work.now);
    if (!done) return done.error();
    switch (done->what) {
        case kind::full:
            return enrollment{enrolled::full, {}};
        case kind::closed:
            return enrollment{enrolled::closed, {}};
        case kind::known:
            return answer_known(db, work, done->who);
        case kind::added:
            break;
    }
    return answer_new(db, work, std::move(done->who));
}

http_response answered(const call& c, const registration_work& work, const enrollment& done) {
    switch (done.what) {
        case enrolled::full:
            return refuse(conflict("The course is full."));
        case enrolled::closed:
            return refuse(conflict("The course takes no registrations any more."));
        case enrolled::like_staff:
            return refuse(invalid("Somebody of the staff has this name; add to yours.", "name"));
        case enrolled::welcome:
            break;
    }
    const views::json out{
        {"participant", views::own_participant(done.who, work.course)},
        {"join_link", views::join_link(work.public_url, work.token)},
        {"sends_mail", c.parts.sends_mail()},
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
    c.parts.mail_queued();
    co_return answered(c, work, *outcome);
}

}  // namespace aula::resources
