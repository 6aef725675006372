#pragma once

#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "client/rest_client.hpp"
#include "rehearse/lecture.hpp"
#include "rehearse/rehearse.hpp"

namespace aula::rehearsal {

/// Somebody on the roster who has not logged in yet.
struct invited {
    participant_id id;
    std::string name;
    std::string join_token;
};

/// A copy of a course under another name, with people who do not exist, so that no real
/// registration is ever touched and no real person gets a letter. Deleted with the object, unless
/// it is to be kept.
///
/// Blocks; made and deleted while nothing is being played.
class rehearsal_course {
public:
    static result<rehearsal_course> create(
        const cli::rest_client& api, const rehearse_options& asked, const std::vector<student>& who
    );
    rehearsal_course(rehearsal_course&& other) noexcept;
    rehearsal_course& operator=(rehearsal_course&&) = delete;
    ~rehearsal_course();

    std::string slug;
    std::string public_url;  ///< What join links begin with.
    std::vector<lecture_stage> lectures;
    invited lecturer;
    std::vector<invited> students;
    int decks = 0;

private:
    explicit rehearsal_course(const cli::rest_client& api) : api_(&api) {}

    result<void> save(nlohmann::json document, std::string base);
    result<void> invite(const std::vector<student>& who);
    result<void> add_people(const nlohmann::json& entries);
    result<void> upload(const std::string& session, const std::filesystem::path& deck);

    const cli::rest_client* api_;
    bool is_kept_ = false;
};

/// The sessions of one day, by its number or date, or all of them; times are local texts such as
/// `2026-11-30T09:00:00`.
nlohmann::json sessions_of(
    const nlohmann::json& document, const std::string& day, bool is_whole_week
);

}  // namespace aula::rehearsal
