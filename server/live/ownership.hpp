#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "live/members.hpp"
#include "store/leases.hpp"

namespace aula {

/// How this node came to own a room.
struct tenure {
    fence with;  ///< What every commit has to show.
    /// When the owner before was last alive, if that is not long ago: people who were there then,
    /// and come back in time, have not been away.
    std::optional<timestamp> taken_over_at;
};

/// Whose one session's room is, as this node knows it.
///
/// A pure machine: an input is an answer of the database or a doubt, and an output is a list of
/// acts, which the shard carries out in order. The machine knows no clock, store or bus. At most
/// one question is at the database; a doubt meanwhile adds none.
class ownership {
public:
    enum class state : std::uint8_t {
        claiming,   ///< There is no room yet.
        owning,     ///< The room is this node's, and decides.
        following,  ///< The room is another node's, and shows what that one has saved.
        retired     ///< The room was given up, and the next one will go on with what it holds.
    };

    /// The database has to be asked for the lease, now or after `timing::claim_pause`.
    struct ask {};
    struct ask_later {};
    /// The room that there is ends its work.
    struct retire {};
    /// A room that owns takes the place, or a room that follows.
    struct own {
        tenure by;
    };
    struct follow {};
    /// The room that follows hears that it has another owner.
    struct tell_owner {};
    /// Nobody can have the room: `not_found` if there is no such session.
    struct fail {
        error why;
    };
    using act = std::variant<ask, ask_later, retire, own, follow, tell_owner, fail>;
    using acts = std::vector<act>;

    /// What a claim came to, and what was so before it.
    struct claim_outcome {
        std::optional<lease> before;
        lease now;
        members nodes;
    };
    /// From where an answer is looked at.
    struct standpoint {
        node_name self;
        std::int64_t incarnation = 0;  ///< This node's.
        milliseconds grace{};
        timestamp now{};
        timestamp owner_said_at{};  ///< The last word of the owner that was followed.
    };

    /// The room is wanted, or it may have another owner by now.
    acts doubt();
    acts answered(const result<claim_outcome>& came, const standpoint& from);
    /// The new room cannot read its log.
    acts unreadable();
    /// The others held this node for dead: what it owned may be theirs, and they know nothing of
    /// who is here.
    acts lost_everything();
    /// The room goes to another node; until that is done no doubt asks the database.
    acts give_away();
    acts given(const result<lease>& to);

    state is() const { return state_; }
    const lease& of() const { return of_; }  ///< As far as it is known.

private:
    void add_retire(acts& to);
    acts failed(const error& why) const;

    state state_ = state::claiming;
    bool is_asking_ = false;
    lease of_;
};

}  // namespace aula
