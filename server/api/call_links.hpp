#pragma once

#include <boost/asio/awaitable.hpp>
#include <set>
#include <string>
#include <vector>

#include "api/json_reader.hpp"
#include "base/result.hpp"
#include "live/command_answer.hpp"
#include "store/sessions.hpp"

namespace aula {

class rooms;

/// The field `call_url`: a link to a call outside Aula; empty when it is missing or empty.
std::string read_call_url(json_reader& fields);

/// Why a room did not do what it was told, although the rules allow it.
error not_saved(const result<command_answer>& told);

/// A session, and the link to a call that it gets; an empty link takes it away.
struct new_call_link {
    session_id where;
    std::string url;
};

/// Gives the sessions their links. Each is an event of its session's log, so that the people in the
/// room have the link at once. Stops at the first session whose room cannot save: `busy`,
/// `storage_full`, or what kept the room from answering.
boost::asio::awaitable<result<void>> change_call_links(
    rooms& live, std::vector<new_call_link> links
);

/// The links of the planned sessions whose keys are in `named`, where they differ from those of
/// `there`. The sessions of `there` get them, too.
std::vector<new_call_link> call_links_to_change(
    const std::vector<session_record>& planned, const std::set<std::string>& named,
    std::vector<session_record>& there
);

}  // namespace aula
