#pragma once

#include "store/uploads.hpp"

namespace aula {

struct call;

/// Whose upload a request is: a person's of the course, a token's, or the operator's, which no day
/// bounds. The call names a course.
upload_account upload_account_of(const call& c);

}  // namespace aula
