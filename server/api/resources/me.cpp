#include "api/call.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

using participants = std::vector<login_participant>;

result<views::json> find_own(database& db, const participants& of) {
    auto own = views::json::array();
    for (const auto& one : of) {
        const auto who = registrations::find(db, one.who);
        if (!who) return who.error();
        const auto where = courses::find(db, one.course);
        if (!where) return where.error();
        own.push_back(views::own_participant(*who, *where));
    }
    return own;
}

}  // namespace

answer me(call& c) {
    auto list = [of = c.who.login.participants](database& db) { return find_own(db, of); };
    const auto own = co_await c.parts.kept.read(std::move(list));
    if (!own) co_return refuse(own.error());
    co_return json_answer({{"participants", *own}});
}

}  // namespace aula::resources
