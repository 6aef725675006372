#include "api/upload_account.hpp"

#include "api/call.hpp"

namespace aula {

upload_account upload_account_of(const call& c) {
    upload_account account;
    account.course = c.course->id;
    account.day = day_of(c.now);
    if (c.you) account.uploader = c.you->id.text();
    if (c.who.what == asker::kind::token) account.uploader = c.who.token.id.text();
    return account;
}

}  // namespace aula
