// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.
// clang-format off
#include "generated/messages.hpp"

namespace aula {

std::string_view name_of(role value) {
    static constexpr std::array<std::string_view, 4> names{
        "attendee",
        "moderator",
        "lecturer",
        "organizer",
    };
    return names[static_cast<std::size_t>(value)];
}

std::optional<role> parse_role(std::string_view name) {
    for (const auto value : every_role) {
        if (name_of(value) == name) return value;
    }
    return {};
}

std::string_view name_of(session_phase value) {
    static constexpr std::array<std::string_view, 5> names{
        "scheduled",
        "open",
        "live",
        "paused",
        "ended",
    };
    return names[static_cast<std::size_t>(value)];
}

std::optional<session_phase> parse_session_phase(std::string_view name) {
    for (const auto value : every_session_phase) {
        if (name_of(value) == name) return value;
    }
    return {};
}

std::string_view name_of(leave_reason value) {
    static constexpr std::array<std::string_view, 3> names{
        "left",
        "lost",
        "removed",
    };
    return names[static_cast<std::size_t>(value)];
}

std::optional<leave_reason> parse_leave_reason(std::string_view name) {
    for (const auto value : every_leave_reason) {
        if (name_of(value) == name) return value;
    }
    return {};
}

std::string_view name_of(refusal value) {
    static constexpr std::array<std::string_view, 18> names{
        "not_permitted",
        "session_not_open",
        "session_not_live",
        "session_ended",
        "session_not_ended",
        "muted",
        "removed",
        "unknown_deck",
        "unknown_page",
        "unknown_message",
        "unknown_participant",
        "no_change",
        "text_empty",
        "text_too_long",
        "too_fast",
        "bad_message",
        "busy",
        "storage_full",
    };
    return names[static_cast<std::size_t>(value)];
}

std::optional<refusal> parse_refusal(std::string_view name) {
    for (const auto value : every_refusal) {
        if (name_of(value) == name) return value;
    }
    return {};
}

std::string_view name_of(close_code value) {
    switch (value) {
        case close_code::restarting: return "restarting";
        case close_code::lagging: return "lagging";
        case close_code::silent: return "silent";
        case close_code::overloaded: return "overloaded";
        case close_code::ticket_refused: return "ticket_refused";
        case close_code::too_fast: return "too_fast";
        case close_code::bad_hello: return "bad_hello";
        case close_code::logged_out: return "logged_out";
        case close_code::removed: return "removed";
        case close_code::bad_message: return "bad_message";
        case close_code::too_large: return "too_large";
        case close_code::session_gone: return "session_gone";
        case close_code::replaced: return "replaced";
    }
    return "unknown";
}

std::string_view name_of(const command& of) {
    static constexpr std::array<std::string_view, 31> names{
        "open_session",
        "start_session",
        "pause_session",
        "end_session",
        "confirm_session",
        "show_slide",
        "post_chat",
        "hide_chat",
        "mute_participant",
        "unmute_participant",
        "raise_hand",
        "lower_hand",
        "lower_all_hands",
        "call_hand",
        "join",
        "leave",
        "checkpoint",
        "recover",
        "attach_deck",
        "detach_deck",
        "change_call",
        "change_role",
        "remove_participant",
        "plan_session",
        "end_unattended",
        "ask_confirmation",
        "resume_session",
        "correct_clock",
        "reopen_session",
        "correct_session",
        "start_over",
    };
    return names[of.index()];
}

std::string_view name_of(const event& of) {
    static constexpr std::array<std::string_view, 29> names{
        "session_opened",
        "session_started",
        "session_paused",
        "session_ended",
        "session_planned",
        "session_started_over",
        "session_corrected",
        "session_resumed",
        "clock_corrected",
        "confirmation_asked",
        "session_confirmed",
        "slide_shown",
        "chat_posted",
        "chat_hidden",
        "participant_muted",
        "participant_unmuted",
        "participant_joined",
        "participant_left",
        "presence_checkpointed",
        "presence_recovered",
        "deck_attached",
        "deck_detached",
        "call_changed",
        "role_changed",
        "participant_removed",
        "hand_raised",
        "hand_lowered",
        "all_hands_lowered",
        "hand_called",
    };
    return names[of.index()];
}

bool is_staff(role of) { return ((14U >> static_cast<unsigned>(of)) & 1U) != 0; }

bool may(role who, const command& what) {
    // One bit a role, in the order of the enum.
    static constexpr std::array<unsigned, std::variant_size_v<command>> table{
        14,  // open_session
        14,  // start_session
        14,  // pause_session
        14,  // end_session
        14,  // confirm_session
        14,  // show_slide
        15,  // post_chat
        14,  // hide_chat
        14,  // mute_participant
        14,  // unmute_participant
        3,  // raise_hand
        15,  // lower_hand
        14,  // lower_all_hands
        14,  // call_hand
        0,  // join
        0,  // leave
        0,  // checkpoint
        0,  // recover
        0,  // attach_deck
        0,  // detach_deck
        0,  // change_call
        0,  // change_role
        0,  // remove_participant
        0,  // plan_session
        0,  // end_unattended
        0,  // ask_confirmation
        0,  // resume_session
        0,  // correct_clock
        0,  // reopen_session
        0,  // correct_session
        0,  // start_over
    };
    return ((table[what.index()] >> static_cast<unsigned>(who)) & 1U) != 0;
}

audience_class sees(const event& what) {
    static constexpr std::array<audience_class, std::variant_size_v<event>> table{
        audience_class::everyone,  // session_opened
        audience_class::everyone,  // session_started
        audience_class::everyone,  // session_paused
        audience_class::everyone,  // session_ended
        audience_class::nobody,  // session_planned
        audience_class::everyone,  // session_started_over
        audience_class::nobody,  // session_corrected
        audience_class::everyone,  // session_resumed
        audience_class::everyone,  // clock_corrected
        audience_class::staff,  // confirmation_asked
        audience_class::staff,  // session_confirmed
        audience_class::everyone,  // slide_shown
        audience_class::everyone,  // chat_posted
        audience_class::everyone,  // chat_hidden
        audience_class::staff,  // participant_muted
        audience_class::staff,  // participant_unmuted
        audience_class::nobody,  // participant_joined
        audience_class::nobody,  // participant_left
        audience_class::nobody,  // presence_checkpointed
        audience_class::nobody,  // presence_recovered
        audience_class::everyone,  // deck_attached
        audience_class::everyone,  // deck_detached
        audience_class::everyone,  // call_changed
        audience_class::staff,  // role_changed
        audience_class::staff,  // participant_removed
        audience_class::everyone,  // hand_raised
        audience_class::everyone,  // hand_lowered
        audience_class::everyone,  // all_hands_lowered
        audience_class::everyone,  // hand_called
    };
    return table[what.index()];
}

std::optional<event> for_attendees([[maybe_unused]] const event& what) {
    if (const auto* found = std::get_if<hand_raised>(&what)) {
        auto less = *found;
        less.name.reset();
        return less;
    }
    return {};
}

std::optional<session_phase> phase_after(const event& what) {
    static constexpr std::array<std::optional<session_phase>, std::variant_size_v<event>> table{{
        session_phase::open,  // session_opened
        session_phase::live,  // session_started
        session_phase::paused,  // session_paused
        session_phase::ended,  // session_ended
        std::nullopt,  // session_planned
        session_phase::scheduled,  // session_started_over
        std::nullopt,  // session_corrected
        std::nullopt,  // session_resumed
        std::nullopt,  // clock_corrected
        std::nullopt,  // confirmation_asked
        std::nullopt,  // session_confirmed
        std::nullopt,  // slide_shown
        std::nullopt,  // chat_posted
        std::nullopt,  // chat_hidden
        std::nullopt,  // participant_muted
        std::nullopt,  // participant_unmuted
        std::nullopt,  // participant_joined
        std::nullopt,  // participant_left
        std::nullopt,  // presence_checkpointed
        std::nullopt,  // presence_recovered
        std::nullopt,  // deck_attached
        std::nullopt,  // deck_detached
        std::nullopt,  // call_changed
        std::nullopt,  // role_changed
        std::nullopt,  // participant_removed
        std::nullopt,  // hand_raised
        std::nullopt,  // hand_lowered
        std::nullopt,  // all_hands_lowered
        std::nullopt,  // hand_called
    }};
    return table[what.index()];
}

bool erase_person(event& what, participant_id who, std::string_view instead) {
    if (auto* found = std::get_if<session_corrected>(&what); found != nullptr && found->who == who) {
        found->reason = instead;
        return true;
    }
    if (auto* found = std::get_if<chat_posted>(&what); found != nullptr && found->who == who) {
        found->name = instead;
        found->text = instead;
        return true;
    }
    if (auto* found = std::get_if<participant_joined>(&what); found != nullptr && found->who == who) {
        found->name = instead;
        return true;
    }
    if (auto* found = std::get_if<hand_raised>(&what); found != nullptr && found->who == who) {
        found->name = instead;
        return true;
    }
    if (auto* found = std::get_if<hand_called>(&what); found != nullptr && found->who == who) {
        found->name = instead;
        return true;
    }
    return false;
}

}  // namespace aula
