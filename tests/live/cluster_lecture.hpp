#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "live/cluster_world.hpp"
#include "store/event_log.hpp"

namespace aula::test {

inline const viewer speaker = somebody(1, "Hope", role::lecturer);
inline const viewer listener_ada = somebody(2, "Ada", role::attendee);
inline const viewer listener_ben = somebody(3, "Ben", role::attendee);

inline bool is_welcomed(recording_sink& at) {
    return at.wait([](const auto& all) { return !only<welcome>(all).empty(); });
}

inline bool has_said(recording_sink& at, const std::string& text) {
    return at.wait([&text](const auto& all) {
        return std::ranges::any_of(events<chat_posted>(all), [&text](const auto& one) {
            return one.text == text;
        });
    });
}

inline bool is_answered(recording_sink& at, std::uint32_t ref) {
    return at.wait([ref](const auto& all) {
        return std::ranges::any_of(only<ok>(all), [ref](const ok& one) { return one.ref == ref; });
    });
}

inline std::vector<std::string> texts_in(const std::vector<logged_event>& log) {
    std::vector<std::string> texts;
    for (const auto& each : log) {
        if (const auto* said = std::get_if<chat_posted>(&each.what)) texts.push_back(said->text);
    }
    return texts;
}

inline bool is_without_gap(const std::vector<logged_event>& log) {
    seq_number expected = 0;
    return std::ranges::all_of(log, [&](const auto& each) { return each.seq == ++expected; });
}

/// Asks again, as clients do, until it is in the log.
inline bool says(test_node& at, connection_number from, recording_sink& to, std::string text) {
    static std::uint32_t last_ref = 100;
    const auto key = "key-of-" + text + "-padding";
    return comes_true([&] {
        const auto ref = ++last_ref;
        at.submit(from, {ref, key, post_chat{text}});
        const auto has_answer = [ref](const auto& all) {
            const auto is_it = [ref](const auto& one) { return one.ref == ref; };
            return std::ranges::any_of(only<ok>(all), is_it) ||
                   std::ranges::any_of(only<refused>(all), is_it);
        };
        if (!to.wait(has_answer)) return false;
        return std::ranges::any_of(only<ok>(to.all()), [ref](const ok& one) {
            return one.ref == ref;
        });
    });
}

/// A lecture that goes on, with the speaker at node 1, who owns it, and Ada at node 2.
struct lecture_on_two {
    temporary_folder folder;
    cluster_world world{folder.path(), 2};
    session_id where = world.plan_session();
    recording_sink& at_desk = world.socket();
    recording_sink& at_seat = world.socket();
    connection_number desk = 0, seat = 0;

    lecture_on_two() {
        desk = world.node(1).enter(at_desk, where, speaker);
        REQUIRE(is_welcomed(at_desk));
        world.node(1).submit(desk, asking(1, open_session{}));
        world.node(1).submit(desk, asking(2, start_session{}));
        REQUIRE(is_answered(at_desk, 2));
        seat = world.node(2).enter(at_seat, where, listener_ada);
        REQUIRE(is_welcomed(at_seat));
    }

    bool has_come(const viewer& who) {
        return comes_true([&] {
            const auto joins = all_in<participant_joined>(world.log_of(where));
            return std::ranges::any_of(joins, [&](const auto& one) { return one.who == who.who; });
        });
    }
    bool both_present() { return has_come(speaker) && has_come(listener_ada); }
};

inline std::shared_ptr<const session> state_at(test_node& node, session_id where) {
    return node.ask([where](hall& all) { return all.state(where); });
}

}  // namespace aula::test
