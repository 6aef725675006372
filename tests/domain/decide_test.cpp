#include "domain/decide.hpp"

#include <array>
#include <map>
#include <utility>

#include "scenario.hpp"

using namespace aula;

namespace {

template <std::size_t... Index>
std::vector<command> empty_commands(std::index_sequence<Index...>) {
    return {command(std::in_place_index<Index>)...};
}

/// Every command once, with such fields that the rules of the command itself would allow it in
/// `prepared`, or would at least give another refusal than `not_permitted`.
std::vector<command> every_command() {
    auto all = empty_commands(std::make_index_sequence<std::variant_size_v<command>>());
    for (const command& filled : std::vector<command>{
             show_slide{slides_of_monday, 2},
             post_chat{"hello"},
             hide_chat{1},
             mute_participant{budi.id},
             unmute_participant{budi.id},
             join{"Ada", role::organizer},
             leave{budi.id, minute(0), leave_reason::left},
             attach_deck{deck_id{2}, "Two", "bbbbbbbbbbbbbbbbbbbb", 3, 1600, 900},
             detach_deck{slides_of_monday},
             change_call{"https://zoom.us/j/1"},
             change_role{budi.id, role::moderator},
             remove_participant{budi.id},
             plan_session{minute(0), minute(60)},
             end_unattended{minute(0)},
             ask_confirmation{minute(90)},
             correct_session{{}, minute(0), "late", {}},
         }) {
        all[filled.index()] = filled;
    }
    return all;
}

/// What each role may do, written down a second time: 'x' for each role in the order attendee,
/// moderator, lecturer, organizer.
std::string_view rights(const command& asked) {
    static const std::map<std::string_view, std::string_view> unusual{
        {"post_chat", "xxxx"},
        {"raise_hand", "xx.."},
        {"lower_hand", "xxxx"},
    };
    const auto found = unusual.find(name_of(asked));
    if (found != unusual.end()) return found->second;
    return asked.index() < client_commands ? ".xxx" : "....";
}

scenario prepared() {
    return scheduled_session({ada, budi, mira, hope, otto}).when_system(monday_deck()).done();
}

}  // namespace

TEST_CASE("each role may do what its row of the table says, and no more") {
    const std::array people{ada, mira, hope, otto};
    for (const auto& asked : every_command()) {
        for (std::size_t as = 0; as < people.size(); ++as) {
            CAPTURE(name_of(asked));
            CAPTURE(people[as].name);
            auto story = prepared();
            const actor by{people[as].id, people[as].role, minute(1), false};
            const auto ruled = decide(story.state, by, asked);
            const bool is_barred = !ruled && ruled.refused() == refusal::not_permitted;
            CHECK(is_barred == (rights(asked)[as] == '.'));
        }
    }
}

TEST_CASE("a stranger is refused everything") {
    const auto story = open_session_with({hope});
    for (const auto& asked : every_command()) {
        CAPTURE(name_of(asked));
        const actor stranger{participant_id{99}, role::organizer, minute(1), false};
        const auto ruled = decide(story.state, stranger, asked);
        REQUIRE_FALSE(ruled);
        CHECK(ruled.refused() == refusal::not_permitted);
    }
}

TEST_CASE("who was removed is refused everything, whatever their role was") {
    for (const auto& who : everyone_of_them) {
        auto story = live_session({ada, budi, mira, hope, otto});
        story.when_system(remove_participant{who.id}).done();
        for (const auto& asked : every_command()) {
            CAPTURE(name_of(asked));
            story.when(who, asked).refused(refusal::removed);
        }
        story.arrives(who).refused(refusal::removed);
    }
}

TEST_CASE("a new role counts from the next command on") {
    given(open_session_with({ada}))
        .when(ada, start_session{})
        .refused(refusal::not_permitted)
        .when_system(change_role{ada.id, role::lecturer})
        .then(role_changed{ada.id, role::lecturer})
        .when(ada, start_session{})
        .then(session_started{})
        .when_system(change_role{ada.id, role::attendee})
        .done()
        .when(ada, end_session{})
        .refused(refusal::not_permitted);
}

TEST_CASE("the system may do what staff may, but only what makes sense") {
    given(open_session_with({}))
        .when_system(start_session{})
        .then(session_started{})
        .when_system(start_session{})
        .refused(refusal::no_change)
        .when_system(post_chat{"I am a machine"})
        .refused(refusal::unknown_participant);
}

TEST_CASE("deciding changes nothing") {
    const auto story = prepared();
    const auto before = view(story.state, audience_class::staff);
    for (const auto& asked : every_command()) {
        (void)decide(story.state, {{}, role::organizer, minute(1), true}, asked);
    }
    CHECK(view(story.state, audience_class::staff) == before);
    CHECK(story.state.people.present() == 5);
}
