// A session in which people and the server ask for anything in any order: through the codec,
// decided, folded; and folded once more from what the store would keep.

#include "fuzz/support/commands.hpp"

#include <algorithm>
#include <optional>
#include <variant>
#include <vector>

#include "domain/attendance.hpp"
#include "domain/decide.hpp"
#include "domain/fold.hpp"
#include "domain/text.hpp"
#include "domain/view.hpp"
#include "fuzz/support/frame_model.hpp"
#include "generated/codec.hpp"

namespace aula::fuzz::of_commands {
namespace {

constexpr timestamp nine{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

template <class Message>
server_message sent_and_read(const Message& message) {
    std::string text;
    encode(text, message);
    const auto read = decode_server(text);
    require(static_cast<bool>(read), "what we send can be read");
    return *read;
}

class history {
public:
    void step(input& from) {
        now_ += milliseconds{from.below(1000)};
        const participant_id who{1 + static_cast<std::int64_t>(from.below(6))};
        switch (from.below(8)) {
            case 0:
                return rule(by_system(who), join{words(from), every_role[from.below(4)]}, {});
            case 1:
            case 2:
                return rule(by_system({}), command_of_system(from), {});
            case 3:
                return ask(who, from.until('\n'));
            default:
                return ask(who, asked_as_text(from));
        }
    }

    void check_end() const {
        const auto& ours = state_.people.all();
        const auto& theirs = saved_.people.all();
        require(ours.size() == theirs.size(), "the log tells of everybody");
        for (std::size_t at = 0; at < ours.size(); ++at) {
            const auto &one = ours[at], &other = theirs[at];
            require(
                one.id == other.id && one.name == other.name && one.role == other.role &&
                    one.is_removed == other.is_removed && one.messages == other.messages &&
                    one.presences.size() == other.presences.size(),
                "the log tells the same of everybody"
            );
        }
        require(state_.chat.muted() == saved_.chat.muted(), "and of who is muted");
        check_attendance();
    }

private:
    actor by_system(participant_id about) const {
        return {about, role::organizer, not_before(state_, now_), true};
    }

    static std::string asked_as_text(input& from) {
        const auto ref = static_cast<std::uint32_t>(1 + from.below(64));
        std::string text;
        encode(
            text,
            request_frame{ref, "key-" + std::to_string(ref) + "-of-it", command_of_client(from)}
        );
        return text;
    }

    /// As a connection and its room do.
    void ask(participant_id who, const std::string& text) {
        const auto message = decode_client(text);
        if (const auto* bad = std::get_if<bad_client_message>(&message)) {
            return require(!bad->detail.empty(), "what is wrong is said");
        }
        require(text.size() <= limits::command_bytes_max, "a message is no longer than allowed");
        require(is_utf8_so_far(text, true), "and UTF-8");
        const auto* asked = std::get_if<request_frame>(&message);
        if (asked == nullptr) return;
        std::string again;
        encode(again, *asked);
        const auto read = decode_client(again);
        require(std::get<request_frame>(read) == *asked, "a command can be written and read again");
        if (answered(state_, who, asked->key)) return;
        rule({who, role_of(state_, who), not_before(state_, now_), false}, asked->what, asked->key);
    }

    void rule(const actor& by, const command& what, const std::string& key) {
        const auto ruled = decide(state_, by, what);
        if (!by.is_system) check_rights(by, what, ruled);
        if (!ruled) return;
        logged_event happened{state_.last_seq + 1, by.at, by.id, key, *ruled};
        const auto shown_before = view(state_, audience_class::everyone);
        fold(state_, happened);
        if (!key.empty()) require(answered(state_, by.id, key) == happened.seq, "keys are kept");
        check_event(happened);
        const auto kept = decode_event(name_of(happened.what), encode_body(happened.what));
        require(kept && *kept == happened.what, "an event comes back from the store as it was");
        happened.what = *kept;
        fold(saved_, happened);
        check_views();
        const bool is_shown = sees(happened.what) == audience_class::everyone;
        if (!is_shown) {
            require(
                view(state_, audience_class::everyone) == shown_before,
                "what is not for everyone changes nothing that everyone sees"
            );
        }
    }

    void check_rights(const actor& by, const command& what, const ruling& ruled) const {
        const auto* known = state_.people.find(by.id);
        const bool is_barred = known == nullptr || known->is_removed || !may(by.as, what);
        require(!ruled || !is_barred, "nobody does what their role may not");
    }

    void check_event(const logged_event& happened) {
        if (const auto* said = std::get_if<chat_posted>(&happened.what)) {
            require(said->text == clean_text(said->text), "words are clean");
            require(!said->text.empty(), "and not nothing");
            require(count_characters(said->text) <= limits::chat_text_max, "and bounded");
        }
        if (const auto* corrected = std::get_if<session_corrected>(&happened.what)) {
            require(corrected->reason == clean_text(corrected->reason), "reasons are clean");
        }
        if (const auto* came = std::get_if<participant_joined>(&happened.what)) {
            require(came->name == clean_name(came->name) && !came->name.empty(), "names are clean");
        }
        std::string text;
        encode(text, happened, happened.seq - 1);
        const auto read = decode_server(text);
        require(static_cast<bool>(read), "an event can be read");
        const auto& shown = std::get<received_event>(*read);
        require(
            shown.logged.what == happened.what && shown.logged.seq == happened.seq &&
                shown.logged.at == happened.at && shown.prev == happened.seq - 1,
            "an event arrives as it was"
        );
        require(text.size() < 16 * 1024, "an event fits a ring");
    }

    void check_views() const {
        for (const auto as : {audience_class::everyone, audience_class::staff}) {
            const auto seen = view(state_, as);
            require(seen == view(saved_, as), "the fold of the saved events is the state");
            require(seen.chat.messages.size() <= limits::chat_shown, "the view is bounded");
            for (const auto& each : seen.chat.messages) {
                require(each.is_hidden == each.text.empty(), "what is hidden has no text");
            }
            if (seen.slides.slide) {
                const auto* deck = state_.slides.find(seen.slides.slide->deck);
                require(deck != nullptr, "the deck on the screen is there");
                require(
                    seen.slides.slide->page >= 1 && seen.slides.slide->page <= deck->pages,
                    "and its page"
                );
            }
            if (as == audience_class::everyone) {
                require(seen.chat.muted.empty(), "attendees do not see who is muted");
            }
            const welcome first{.seq = state_.last_seq, .view = seen};
            require(sent_and_read(first) == server_message(first), "a welcome arrives as it was");
        }
    }

    void check_attendance() const {
        const auto ours = attendance_of(state_, now_, {}), theirs = attendance_of(saved_, now_, {});
        require(ours.live == theirs.live, "the log tells the same live time");
        for (const auto& [who, was] : ours.people) {
            const auto* again = theirs.find(who);
            require(again != nullptr && again->live == was.live, "and the same attendance");
            require(was.live <= ours.live, "nobody was there longer than there was something");
        }
    }

    timestamp now_ = nine;
    session state_{session_id{1}};
    session saved_{session_id{1}};
};

void run(bytes given) {
    input from(given);
    history session;
    for (int steps = 0; steps < 300 && !from.is_empty(); ++steps) session.step(from);
    session.check_end();
}

const target commands("commands", run);

}  // namespace
}  // namespace aula::fuzz::of_commands
