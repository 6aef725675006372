#include "api/call.hpp"
#include "api/json_reader.hpp"

#include "api/resources.hpp"
#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "auth/tickets.hpp"
#include "live/rooms.hpp"
#include "store/pending_links.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

struct opened {
    login_id login;
    participant_record who;
    course_record course;
};

/// Removed people look like unknown links.
result<participant_record> unless_removed(result<participant_record> who) {
    if (who && who->status == participant_status::removed) return error{error_code::not_found, {}};
    return who;
}

/// Whose link it is, and nothing more.
result<participant_id> find_owner(database& db, const std::string& token_hash) {
    const auto in_use = registrations::find_by_join_token(db, token_hash);
    if (in_use) return in_use->id;
    if (in_use.error().code != error_code::not_found) return in_use.error();
    const auto pending = pending_links::find(db, token_hash);
    if (!pending) return pending.error();
    return pending->who;
}

/// Whose link it is; a pending link becomes the link in use.
result<participant_record> redeem(database& db, const std::string& token_hash) {
    auto in_use = registrations::find_by_join_token(db, token_hash);
    if (in_use || in_use.error().code != error_code::not_found) return unless_removed(in_use);
    const auto pending = pending_links::find(db, token_hash);
    if (!pending) return pending.error();
    auto who = unless_removed(registrations::find(db, pending->who));
    if (!who) return who;
    if (auto used = pending_links::put_in_use(db, *pending, token_hash); !used) return used.error();
    return who;
}

/// `not_found` for a link that is unknown, replaced, or of somebody who was removed: they look the
/// same.
result<opened> open_link(
    database& db, login_id before, const std::string& token_hash, const std::string& secret_hash,
    timestamp now
) {
    auto who = redeem(db, token_hash);
    if (!who) return who.error();
    const auto login = logins::start(db, before, who->id, secret_hash, now);
    if (!login) return login.error();
    auto course = courses::find(db, who->course);
    if (!course) return course.error();
    return opened{*login, *std::move(who), *std::move(course)};
}

void set_cookie(const call& c, http_response& out, std::string_view value, std::int64_t seconds) {
    const auto& url = c.parts.settings.public_url;
    std::string cookie(cookie_name(url));
    cookie += "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=";
    cookie += std::to_string(seconds);
    if (url.starts_with("https:")) cookie += "; Secure";
    out.headers.emplace_back("set-cookie", std::move(cookie));
}

problem dead_link() {
    return {
        .status = 404,
        .code = "not_found",
        .detail = "This link is no longer valid. Ask for a new one on the page of the course.",
    };
}

/// `why`, or that this network has tried too many.
http_response refuse_guess(call& c, const problem& why) {
    const auto wait = c.rates.guess(c.request, c.now);
    if (wait) c.counts.logins_too_many.add();
    return refuse(wait ? *wait : why);
}

}  // namespace

/// Links that do not work are counted, so that guesses never lock out the real people of their
/// network. A right link is looked up even when the count is full: one reading for each guess.
answer log_in(call& c) {
    std::optional<bad_field> wrong;
    json_reader fields(c.body, wrong);
    const auto token = fields.line("token", 128);
    fields.end();
    if (wrong) co_return refuse_guess(c, invalid(wrong->detail, wrong->field));

    const auto token_hash = hash_secret(token);
    auto find = [token_hash](database& db) { return find_owner(db, token_hash); };
    const auto owner = co_await c.parts.kept.read(std::move(find));
    if (!owner && owner.error().code == error_code::not_found) {
        c.counts.logins_failed.add();
        co_return refuse_guess(c, dead_link());
    }
    if (!owner) co_return refuse(owner.error());
    if (const auto wait = c.rates.link(c.request, *owner, c.now)) {
        c.counts.logins_too_many.add();
        co_return refuse(*wait);
    }

    const auto secret = new_secret();
    auto open = [before = c.who.login.id, token_hash, secret_hash = hash_secret(secret),
                 now = c.now](database& db) {
        return open_link(db, before, token_hash, secret_hash, now);
    };
    const auto done = co_await c.parts.kept.write(std::move(open));
    (done ? c.counts.logins : c.counts.logins_failed).add();
    if (!done) {
        const bool is_dead = done.error().code == error_code::not_found;
        co_return is_dead ? refuse(dead_link()) : refuse(done.error());
    }
    if (c.who.login.id) {
        // Logging out by the new id has to reach what came in by the old one.
        c.parts.doors.revoke(c.who.login.id);
        c.parts.live.rename(c.who.login.id, done->login);
    }
    auto out = json_answer(views::own_participant(done->who, done->course));
    constexpr auto age = std::chrono::duration_cast<std::chrono::seconds>(logins::age_max);
    set_cookie(c, out, secret, age.count());
    co_return out;
}

answer log_out(call& c) {
    const auto login = c.who.login.id;
    auto end = [login](database& db) { return logins::remove(db, login); };
    const auto done = co_await c.parts.kept.write(std::move(end));
    if (!done) co_return refuse(done.error());
    c.parts.doors.revoke(login);
    c.parts.live.disconnect(login);
    auto out = no_content();
    set_cookie(c, out, "", 0);
    co_return out;
}

}  // namespace aula::resources
