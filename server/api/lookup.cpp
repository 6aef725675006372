#include "api/lookup.hpp"

#include "store/store.hpp"

namespace aula {
namespace {

/// What one reading of the store answers about a request. The course is set whether or not the
/// asker may see it.
struct findings {
    asker who;
    std::optional<course_record> course;
    std::optional<session_record> session;
    std::optional<participant_record> you;
};

/// What the path says, as texts that the store's thread may use.
struct wanted_things {
    credentials shown;
    std::string course;   ///< A slug; empty when the path names none.
    std::string session;  ///< A key or an id; empty when the path names none.
    timestamp now;
};

/// Nothing for what does not exist; any other failure is one.
template <class T>
result<std::optional<T>> if_found(result<T> answer) {
    if (answer) return std::optional<T>(*std::move(answer));
    if (answer.error().code == error_code::not_found) return std::optional<T>{};
    return answer.error();
}

/// By id, as programs and our pages hold on to it, or by the key that its organizer gave it; no key
/// looks like an id.
result<std::optional<session_record>> find_session(
    database& db, course_id course, const std::string& name
) {
    if (const auto id = session_id::parse(name)) {
        auto found = if_found(sessions::find(db, *id));
        if (found && *found && (*found)->course != course) found->reset();
        return found;
    }
    return if_found(sessions::find(db, course, std::string_view(name)));
}

result<void> find_things(database& db, const wanted_things& wanted, findings& found) {
    if (wanted.course.empty()) return {};
    auto course = if_found(courses::find(db, std::string_view(wanted.course)));
    if (!course) return course.error();
    found.course = *std::move(course);
    if (!found.course) return {};
    if (const auto* member = found.who.member_of(found.course->id)) {
        auto you = if_found(registrations::find(db, member->who));
        if (!you) return you.error();
        found.you = *std::move(you);
    }
    if (wanted.session.empty()) return {};
    auto session = find_session(db, found.course->id, wanted.session);
    if (!session) return session.error();
    found.session = *std::move(session);
    return {};
}

result<findings> find_all(database& db, const wanted_things& wanted) {
    findings found;
    auto who = identify(db, wanted.shown, wanted.now);
    if (!who) return who.error();
    found.who = *std::move(who);
    if (auto done = find_things(db, wanted, found); !done) return done.error();
    return found;
}

std::optional<problem> objection(const call& c, const route& by, bool names_session) {
    const auto where = c.course ? std::optional(c.course->id) : std::nullopt;
    const bool names_course = !c.capture("course").empty();
    const bool is_anonymous = c.who.what == asker::kind::anonymous;
    if (names_course && !c.course) {
        return is_anonymous && by.needs != verb::see_public ? unauthenticated() : not_found();
    }
    switch (may(c.who, by.needs, where)) {
        case verdict::allowed:
            break;
        case verdict::unauthenticated:
            return unauthenticated();
        case verdict::hidden:
            return not_found();
        case verdict::forbidden:
            return not_permitted();
    }
    if (names_session && !c.session) return not_found();
    return {};
}

/// Notes, now and then, that a login or a token is in use. Nobody waits for it.
void note_use(call& c) {
    const auto now = c.now;
    const auto ignore = [](const result<void>&) {};
    if (c.who.what == asker::kind::login && now - c.who.login.last_seen_at > logins::touch_every) {
        c.parts.kept.write_then(
            [id = c.who.login.id, now](database& db) { return logins::touch(db, id, now); }, ignore
        );
    }
    const auto& used = c.who.token.last_used_at;
    if (c.who.what == asker::kind::token && (!used || now - *used > logins::touch_every)) {
        c.parts.kept.write_then(
            [id = c.who.token.id, now](database& db) { return tokens::touch(db, id, now); }, ignore
        );
    }
}

}  // namespace

boost::asio::awaitable<std::optional<problem>> look_up(call& c, const route& by) {
    wanted_things wanted{
        .shown = credentials_of(c.request, c.parts.settings.public_url),
        .course = std::string(c.capture("course")),
        .session = std::string(c.capture("session")),
        .now = c.now,
    };
    const bool names_session = !wanted.session.empty();
    auto work = [wanted = std::move(wanted)](database& db) { return find_all(db, wanted); };
    auto found = co_await c.parts.kept.read(std::move(work));
    if (!found) {
        if (found.error().code == error_code::not_found) co_return unauthenticated();
        co_return to_problem(found.error());
    }
    c.who = std::move(found->who);
    c.course = std::move(found->course);
    c.session = std::move(found->session);
    c.you = std::move(found->you);
    note_use(c);
    co_return objection(c, by, names_session);
}

}  // namespace aula
