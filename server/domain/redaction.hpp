#pragma once

#include <vector>

#include "domain/session.hpp"

/// What of a session's log may still be sent.
///
/// An event keeps its place in the log for good, but a later event can take its words back: hiding
/// a message takes back its text, detaching a deck takes back its title and the address of its
/// pages, and a new link to a call takes back the one before. From then on no client is sent these
/// words, whatever its role and however it asks: live, after a reconnect, in a welcome or over
/// REST. An event that only changes a value which a later event changes again (the phase, the
/// slide, a mute) takes nothing back: every viewer of the one may know the other.
namespace aula {

/// What is left of an event after its words were taken back: the same event with these words
/// empty. An event without such words stays as it is.
///
/// The encoded event never gets longer, so that an encoded frame can be overwritten in its place.
event without_words(event what);

/// Whether the words of `happened` have been taken back in a session that has folded the log up to
/// `now`. Costs a binary search among the hidden messages, or a search among the decks.
bool is_taken_back(const logged_event& happened, const session& now);

/// The event as it may be sent while the session stands at `now`.
logged_event redacted(logged_event happened, const session& now);

/// The earlier events whose words `what` takes back, by their seqs. `before` is the session that
/// has folded everything before `what`. Empty, without an allocation, for nearly every event.
std::vector<seq_number> taken_back_by(const event& what, const session& before);

}  // namespace aula
