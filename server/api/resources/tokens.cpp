#include "store/tokens.hpp"

#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

constexpr std::size_t label_max = 120;

views::json shown(const token_scopes& scopes) {
    auto out = views::json::array();
    if (scopes.attendance_read) out.push_back("attendance:read");
    if (scopes.course_write) out.push_back("course:write");
    return out;
}

views::json shown(const token_record& token) {
    return {
        {"id", token.id.text()},
        {"label", token.label},
        {"scopes", shown(token.scopes)},
        {"created_at", to_iso8601(token.created_at)},
        {"last_used_at", views::instant_or_null(token.last_used_at)},
    };
}

token_record read_token(const nlohmann::json& body, std::optional<bad_field>& wrong) {
    json_reader fields(body, wrong);
    token_record wanted;
    wanted.label = fields.line("label", label_max);
    std::string words;
    for (const auto& word : fields.lines("scopes", 2, 40)) {
        words += (words.empty() ? "" : " ") + word;
    }
    const auto scopes = parse_token_scopes(words);
    if (!scopes) {
        fields.object_to("scopes", "A scope is attendance:read or course:write, each once.");
    }
    wanted.scopes = scopes.value_or(token_scopes{});
    fields.end();
    return wanted;
}

}  // namespace

answer list_tokens(call& c) {
    auto list = [course = c.course->id](database& db) { return tokens::of_course(db, course); };
    const auto found = co_await c.parts.kept.read(std::move(list));
    if (!found) co_return refuse(found.error());
    auto out = views::json::array();
    for (const auto& one : *found) out.push_back(shown(one));
    co_return json_answer({{"tokens", std::move(out)}});
}

answer make_token(call& c) {
    std::optional<bad_field> wrong;
    auto wanted = read_token(c.body, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    wanted.course = c.course->id;
    wanted.created_at = c.now;
    const auto secret = new_secret();
    auto add = [wanted, hash = hash_secret(secret)](database& db) {
        return tokens::add(db, wanted, hash);
    };
    const auto id = co_await c.parts.kept.write(std::move(add));
    if (!id) co_return refuse(id.error());
    const views::json made{
        {"id", id->text()},
        {"label", wanted.label},
        {"scopes", shown(wanted.scopes)},
        {"secret", secret},
    };
    co_return json_answer(made, 201);
}

answer revoke_token(call& c) {
    const auto which = c.captured_id<token_id>("token");
    if (!which) co_return refuse(not_found());
    auto revoke = [course = c.course->id, which = *which](database& db) {
        return tokens::remove(db, course, which);
    };
    const auto done = co_await c.parts.kept.write(std::move(revoke));
    if (!done) co_return refuse(done.error());
    co_return no_content();
}

}  // namespace aula::resources
