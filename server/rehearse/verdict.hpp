#pragma once

#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "client/rest_client.hpp"
#include "rehearse/lecture.hpp"

namespace aula::rehearsal {

/// One person in one lecture, whose figure on the server is not what it must be.
struct mismatch {
    std::string name;
    std::string lecture;
    live_range truth;
    milliseconds server{};
    std::vector<presence> connections;
};

/// The server's attendance of one lecture beside the truth.
struct lecture_verdict {
    int joined = 0;
    int compared = 0;
    milliseconds true_mean{};  ///< Of those who were there; the middle of what is possible.
    milliseconds server_mean{};
    milliseconds worst{};  ///< The furthest that a figure is outside what is possible.
    std::vector<mismatch> mismatches;
};

/// What a figure may be off without being wrong: network, scheduling and the server's clock grain.
constexpr milliseconds allowance{250};

/// Compares person by person. `persons` is the JSON of the table of that name.
lecture_verdict compare(
    const nlohmann::json& persons, const company& all, const lecture_stage& stage,
    const lecture_record& record
);

/// Asks the server until its figures agree, or until it must have noticed who fell silent, who is
/// credited provisionally until then. A server that may be lost may also be away just now.
result<std::vector<lecture_verdict>> compare_all(
    const cli::rest_client& api, const company& all, const std::vector<lecture_stage>& stages,
    const std::vector<lecture_record>& records
);

/// Whether each message that was acknowledged can be read again, once. Adds mistakes to the record.
void check_chat_log(
    const cli::rest_client& api, const company& all, const lecture_stage& stage,
    lecture_record& record
);

}  // namespace aula::rehearsal
