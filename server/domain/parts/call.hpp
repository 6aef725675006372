#pragma once

#include <optional>
#include <string>

#include "domain/event_place.hpp"
#include "domain/ruling.hpp"

namespace aula {

struct session;

/// The link to a call outside Aula. A part of `session`.
class outside_call {
public:
    const std::optional<std::string>& url() const { return url_; }  ///< Empty when there is none.
    /// Of the event that says so; 0 before the first.
    seq_number changed_at() const { return changed_at_; }

    void fold(const event_place& in, const call_changed& e);

private:
    std::optional<std::string> url_;
    seq_number changed_at_ = 0;
};

void fill_view(call_view& into, const session& state, audience_class as);

/// The caller has checked the link (`objection_to_call_url`).
ruling decide_one(const session& state, const actor& by, const change_call& asked);

}  // namespace aula
