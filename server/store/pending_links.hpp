#pragma once

#include <cstdint>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// A join link that was mailed on request and that nobody has opened yet.
struct pending_link {
    std::int64_t id = 0;  ///< A later link has the greater id.
    participant_id who;
};

}  // namespace aula

/// The table of pending links. A request that proves nothing adds a link here and leaves the link
/// in use alone; the first opening, which proves that the mailbox was read, puts the new link in
/// use. Secrets come in hashed.
namespace aula::pending_links {

/// A person has at most this many pending links; the oldest one ends when one more is added.
inline constexpr std::int64_t pending_max = 5;

/// Takes an id for a link. The answer to a request spends one whether or not the address is known,
/// so that both kinds of request write to the disk.
result<std::int64_t> take_id(database& db);

result<void> add(database& db, const pending_link& link, std::string_view hash);

/// `not_found` for an unknown secret.
result<pending_link> find(database& db, std::string_view hash);

/// Makes the link the person's link in use. The link in use before and the older pending links
/// end; later pending links stay.
result<void> put_in_use(database& db, const pending_link& link, std::string_view hash);

/// Ends all pending links of a person.
result<void> remove_all(database& db, participant_id who);

}  // namespace aula::pending_links
