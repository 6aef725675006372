#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "generated/messages.hpp"

using namespace aula;

namespace {

template <class Variant, std::size_t... Index, class Visit>
void for_each_alternative(std::index_sequence<Index...>, Visit visit) {
    (visit(Variant(std::in_place_index<Index>)), ...);
}

template <class Variant, class Visit>
void for_each_alternative(Visit visit) {
    for_each_alternative<Variant>(std::make_index_sequence<std::variant_size_v<Variant>>(), visit);
}

}  // namespace

TEST_CASE("every command of a client is for some role, and nobody acts for the system") {
    std::size_t seen = 0;
    for_each_alternative<command>([&seen](const command& what) {
        const auto is_allowed = [&what](role who) { return may(who, what); };
        const bool is_clients = what.index() < client_commands;
        CHECK_MESSAGE(std::ranges::any_of(every_role, is_allowed) == is_clients, name_of(what));
        ++seen;
    });
    CHECK(seen == std::variant_size_v<command>);
}

TEST_CASE("presence and times are shown to nobody, measures against people only to staff") {
    const std::map<std::string_view, audience_class> not_everyone{
        {"confirmation_asked", audience_class::staff},
        {"session_confirmed", audience_class::staff},
        {"session_planned", audience_class::nobody},
        {"session_corrected", audience_class::nobody},
        {"participant_muted", audience_class::staff},
        {"participant_unmuted", audience_class::staff},
        {"role_changed", audience_class::staff},
        {"participant_removed", audience_class::staff},
        {"participant_joined", audience_class::nobody},
        {"participant_left", audience_class::nobody},
        {"presence_checkpointed", audience_class::nobody},
        {"presence_recovered", audience_class::nobody},
    };
    for_each_alternative<event>([&not_everyone](const event& what) {
        const auto expected = not_everyone.find(name_of(what));
        CHECK_MESSAGE(
            sees(what) ==
                (expected == not_everyone.end() ? audience_class::everyone : expected->second),
            name_of(what)
        );
    });
}

TEST_CASE("the phase after an event is that of its name, and most events change no phase") {
    const std::map<std::string_view, session_phase> changed{
        {"session_opened", session_phase::open},
        {"session_started", session_phase::live},
        {"session_paused", session_phase::paused},
        {"session_ended", session_phase::ended},
        {"session_started_over", session_phase::scheduled},
    };
    for_each_alternative<event>([&changed](const event& what) {
        const auto found = changed.find(name_of(what));
        const auto after = phase_after(what);
        CHECK_MESSAGE(after.has_value() == (found != changed.end()), name_of(what));
        if (after && found != changed.end()) CHECK(*after == found->second);
    });
}

TEST_CASE("the words and the name of a person are erased, and those of others stay") {
    const participant_id who{1}, other{2};
    for_each_alternative<event>([&](event what) {
        const auto before = what;
        CHECK_MESSAGE(!erase_person(what, who, "-"), name_of(what));
        CHECK(what == before);
    });
    event said = chat_posted{who, "Ada", role::attendee, "hello"};
    CHECK(!erase_person(said, other, "-"));
    CHECK(erase_person(said, who, "-"));
    CHECK(said == event(chat_posted{who, "-", role::attendee, "-"}));
}

TEST_CASE("the server looks at a person's connections after they join, change or are removed") {
    struct {
        void operator()(const participant_joined&) { ++seen; }
        void operator()(const role_changed&) { ++seen; }
        void operator()(const participant_removed&) { ++seen; }
        int seen = 0;
    } count;
    for_each_alternative<event>([&count](const event& what) { visit_for_subscribers(what, count); }
    );
    CHECK(count.seen == 3);
}

TEST_CASE("every name of a value is read back, and nothing else is") {
    for (const auto value : every_role) CHECK(parse_role(name_of(value)) == value);
    for (const auto value : every_refusal) CHECK(parse_refusal(name_of(value)) == value);
    for (const auto value : every_session_phase)
        CHECK(parse_session_phase(name_of(value)) == value);
    for (const auto value : every_leave_reason) CHECK(parse_leave_reason(name_of(value)) == value);
    CHECK(!parse_role("Lecturer"));
    CHECK(!parse_role(""));
}

TEST_CASE("staff are all but attendees") {
    CHECK(!is_staff(role::attendee));
    for (const auto who : {role::moderator, role::lecturer, role::organizer}) CHECK(is_staff(who));
}

TEST_CASE("a close code says whether to come back") {
    CHECK(may_come_back(close_code::restarting));
    CHECK(may_come_back(close_code::ticket_refused));
    CHECK(!may_come_back(close_code::bad_hello));
    CHECK(!may_come_back(close_code::session_gone));
    CHECK(name_of(close_code::lagging) == "lagging");
}
