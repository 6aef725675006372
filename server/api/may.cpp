#include "api/may.hpp"

namespace aula {
namespace {

verdict allowed_if(bool is_allowed) {
    return is_allowed ? verdict::allowed : verdict::forbidden;
}

verdict operator_may(verb what) {
    return allowed_if(what != verb::enter_room && what != verb::log_out);
}

verdict token_may(const token_record& token, verb what, std::optional<course_id> where) {
    if (where && token.course != *where) return verdict::hidden;
    if (what == verb::write_course || what == verb::bring_decks) {
        return allowed_if(where && token.scopes.course_write);
    }
    if (what == verb::read_attendance) return allowed_if(where && token.scopes.attendance_read);
    return verdict::forbidden;
}

bool role_may(role as, verb what) {
    switch (what) {
        case verb::write_course:
        case verb::manage_course:
        case verb::read_attendance:
            return as == role::organizer;
        case verb::attend:
        case verb::enter_room:
            return true;
        case verb::present:
        case verb::bring_decks:
            return is_staff(as);
        case verb::fetch_file:
        case verb::see_public:
        case verb::log_out:
        case verb::run_server:
        case verb::create_course:
            break;
    }
    return false;
}

verdict login_may(const asker& who, verb what, std::optional<course_id> where) {
    if (what == verb::log_out) return verdict::allowed;
    if (!where) return verdict::forbidden;
    const auto* member = who.member_of(*where);
    if (member == nullptr) return verdict::hidden;
    return allowed_if(role_may(member->role, what));
}

}  // namespace

verdict may(const asker& who, verb what, std::optional<course_id> where) {
    if (what == verb::fetch_file || what == verb::see_public) return verdict::allowed;
    switch (who.what) {
        case asker::kind::anonymous:
            return verdict::unauthenticated;
        case asker::kind::local_operator:
            return operator_may(what);
        case asker::kind::token:
            return token_may(who.token, what, where);
        case asker::kind::login:
            return login_may(who, what, where);
    }
    return verdict::forbidden;
}

}  // namespace aula
