#include "fuzz/support/commands.hpp"

#include <array>

#include "domain/text.hpp"

namespace aula::fuzz {
namespace {

participant_id somebody(input& from) {
    return {static_cast<std::int64_t>(from.below(7))};
}
deck_id some_deck(input& from) {
    return {static_cast<std::int64_t>(from.below(4))};
}

timestamp some_moment(input& from) {
    return timestamp{milliseconds{from.below(60'000)}};
}

}  // namespace

std::string words(input& from) {
    static constexpr std::array<std::string_view, 10> trouble{
        "",          "x",    "\xe2\x80\xae",     " \t\r\n\r\n\r\n",       "\xff\xfe",
        "a\r\nb: c", "=1+1", "\xf0\x9f\x8e\x93", "</script>\"\\\x7f\x01", "\xed\xa0\x80",
    };
    const auto chosen = from.below(trouble.size() + 3);
    if (chosen < trouble.size()) return std::string(trouble[chosen]);
    if (chosen > trouble.size()) return from.text(from.below(24));
    return std::string(from.below(3000), 'a' + static_cast<char>(from.below(26)));
}

command command_of_client(input& from) {
    switch (from.below(10)) {
        case 0:
            return open_session{};
        case 1:
            return start_session{};
        case 2:
            return pause_session{};
        case 3:
            return from.below(16) == 0 ? command{end_session{}} : command{start_session{}};
        case 4:
            return show_slide{some_deck(from), static_cast<int>(from.below(6))};
        case 5:
            return hide_chat{from.below(40)};
        case 6:
            return mute_participant{somebody(from)};
        case 7:
            return unmute_participant{somebody(from)};
        case 8:
            return confirm_session{};
        default:
            return post_chat{words(from)};
    }
}

command command_of_system(input& from) {
    switch (from.below(13)) {
        case 0:
            return leave{
                somebody(from), timestamp{milliseconds{from.below(60'000)}},
                every_leave_reason[from.below(every_leave_reason.size())]
            };
        case 1:
            return checkpoint{};
        case 2:
            return recover{};
        case 3:
            return attach_deck{
                some_deck(from),
                clean_name(words(from)),
                "aaaaaaaaaaaaaaaaaaaa",
                static_cast<int>(from.below(6)),
                1600,
                900
            };
        case 4:
            return detach_deck{some_deck(from)};
        case 5:
            return change_role{somebody(from), every_role[from.below(every_role.size())]};
        case 6:
            return remove_participant{somebody(from)};
        case 7:
            return plan_session{some_moment(from), some_moment(from)};
        case 8:
            return end_unattended{some_moment(from)};
        case 9:
            return resume_session{};
        case 10:
            return from.below(8) == 0 ? command{start_over{}} : command{correct_clock{}};
        case 11:
            return correct_session{some_moment(from), some_moment(from), words(from), {}};
        default:
            return command_of_client(from);
    }
}

}  // namespace aula::fuzz
