// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.
// clang-format off
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace aula {

inline constexpr std::string_view websocket_subprotocol = "aula.v1";

/// The bounds of the protocol.
struct limits {
    static constexpr std::size_t chat_text_max = 2000;  ///< Characters of one chat message after cleaning.
    static constexpr std::size_t chat_shown = 50;  ///< Chat messages in a welcome.
    static constexpr std::size_t hands_shown = 50;  ///< Hands in a welcome, the first ones of the queue. Of more it has only the count.
    static constexpr std::size_t command_bytes_max = 16384;  ///< Bytes of one message from a client.
    static constexpr std::size_t key_min = 8;  ///< Characters of a command's key at least.
    static constexpr std::size_t key_max = 64;  ///< Characters of a command's key at most.
    static constexpr std::size_t keys_kept = 256;  ///< Keys remembered for each participant, whatever the device; a command sent again after so many others would count as a new one.
    static constexpr std::size_t unacked_max = 64;  ///< Commands that a client leaves unanswered at a time; a few devices of one person stay within keys_kept.
    static constexpr std::size_t json_depth_max = 16;  ///< Nesting of a JSON document.
    static constexpr std::size_t command_values_max = 64;  ///< Values in one message from a client, objects and lists counted too.
    static constexpr std::size_t message_frames_max = 64;  ///< Frames of one message from a client; with more the connection ends as `bad_message`.
    static constexpr milliseconds message_time_ms{10000};  ///< From the first byte of a message to its last; then the connection is cut.
    static constexpr milliseconds hello_deadline_ms{5000};  ///< The hello must have arrived this long after the upgrade, else `bad_hello`.
    static constexpr std::size_t commands_burst = 20;  ///< Commands that a connection may give at once, unless `limits.commands_burst` says otherwise. More are refused as `too_fast`, each with its own time to try again.
    static constexpr std::size_t commands_per_second = 5;  ///< Commands that a connection may give in the long run, unless `limits.commands_per_second` says otherwise.
    static constexpr std::size_t person_commands_factor = 2;  ///< All connections of a person together may give this many times the commands of one.
    static constexpr std::size_t too_fast_max = 256;  ///< Commands of a connection that are refused as `too_fast` and whose time has not come; with more the connection ends as `too_fast`.
    static constexpr std::size_t input_bytes_burst = 2097152;  ///< Bytes that a connection may send at once, at least; a client within the other limits stays below. With more it ends as `too_fast`.
    static constexpr std::size_t input_bytes_per_second = 163840;  ///< Bytes that a connection may send in the long run, at least. A ping or a pong counts as `control_frame_cost` bytes more than it has.
    static constexpr std::size_t control_frame_cost = 128;  ///< What a ping or a pong costs beside its bytes.
    static constexpr std::size_t bad_messages_max = 20;  ///< Messages of a connection that cannot be understood; with more it ends as `bad_message`.
    static constexpr std::size_t person_sockets_max = 8;  ///< Connections by which a person is in sessions of one server. With one more the oldest ends as `replaced`, or a silent one.
    static constexpr std::size_t media_frame_bytes_max = 408;  ///< Bytes of one media frame, its header of eight included; a longer one is dropped.
    static constexpr std::size_t media_frames_burst = 40;  ///< Media frames that a connection may send at once; more are dropped.
    static constexpr std::size_t media_frames_per_second = 17;  ///< Media frames that a connection may send in the long run: one each 60 ms.
    static constexpr std::size_t media_flood_per_second = 100;  ///< Media frames of a connection in a second, dropped ones counted too; with more it ends as `bad_message`.
    static constexpr std::size_t media_ring_bytes = 32768;  ///< Media frames that a server keeps of a session for those who listen, on each of its threads.
    static constexpr milliseconds media_start_ms{500};  ///< A new listener begins this long before the newest media frame.
    static constexpr milliseconds media_behind_max_ms{2000};  ///< A listener that is further behind skips to `media_start_ms` before the newest media frame.
    static constexpr milliseconds media_flush_ms{100};  ///< Media frames are collected for this time and sent together, and for 24 ms more for each 1,000 listeners above 5,000.
    static constexpr std::size_t name_max = 120;  ///< Characters of a person's name.
    static constexpr std::array deck_widths{480, 960, 1600};  ///< Widths in pixels at which every page of a deck exists.
};

/// What a person is in a course.
enum class role : std::uint8_t {
    attendee,  ///< Follows the course.
    moderator,  ///< Keeps order and helps the lecturer.
    lecturer,  ///< Gives sessions.
    organizer,  ///< Runs the course.
};
inline constexpr std::array every_role{
    role::attendee,
    role::moderator,
    role::lecturer,
    role::organizer,
};
std::string_view name_of(role value);
std::optional<role> parse_role(std::string_view name);

/// Where a session is in its life.
enum class session_phase : std::uint8_t {
    scheduled,  ///< The doors are closed.
    open,  ///< People may come in, chat and see slides; minutes do not count yet.
    live,  ///< Minutes count.
    paused,  ///< A break; minutes do not count.
    ended,  ///< Over, for good.
};
inline constexpr std::array every_session_phase{
    session_phase::scheduled,
    session_phase::open,
    session_phase::live,
    session_phase::paused,
    session_phase::ended,
};
std::string_view name_of(session_phase value);
std::optional<session_phase> parse_session_phase(std::string_view name);

/// How a person's presence ended.
enum class leave_reason : std::uint8_t {
    left,  ///< The connection was closed.
    lost,  ///< The connection fell silent or broke.
    removed,  ///< An organizer removed the person.
};
inline constexpr std::array every_leave_reason{
    leave_reason::left,
    leave_reason::lost,
    leave_reason::removed,
};
std::string_view name_of(leave_reason value);
std::optional<leave_reason> parse_leave_reason(std::string_view name);

/// Why a command was not done.
enum class refusal : std::uint8_t {
    not_permitted,  ///< The role may not do this.
    session_not_open,  ///< The session has not been opened yet.
    session_not_live,  ///< Only while the session is live.
    session_ended,  ///< The session is over.
    session_not_ended,  ///< Only once the session is over.
    muted,  ///< The participant may not write for now.
    removed,  ///< The participant was removed from the course.
    unknown_deck,  ///< The session has no such deck.
    unknown_page,  ///< The deck has no such page.
    unknown_message,  ///< No such message in the chat.
    unknown_participant,  ///< Nobody here by that id.
    no_change,  ///< It is so already.
    text_empty,  ///< Nothing is left of the text after cleaning.
    text_too_long,  ///< The text has more than `chat_text_max` characters.
    too_fast,  ///< Too many commands; try again after `retry_after_ms`.
    bad_message,  ///< The message could not be understood.
    busy,  ///< The server could not take it now; try again.
    storage_full,  ///< The server cannot save; the session can be read but not changed.
};
inline constexpr std::array every_refusal{
    refusal::not_permitted,
    refusal::session_not_open,
    refusal::session_not_live,
    refusal::session_ended,
    refusal::session_not_ended,
    refusal::muted,
    refusal::removed,
    refusal::unknown_deck,
    refusal::unknown_page,
    refusal::unknown_message,
    refusal::unknown_participant,
    refusal::no_change,
    refusal::text_empty,
    refusal::text_too_long,
    refusal::too_fast,
    refusal::bad_message,
    refusal::busy,
    refusal::storage_full,
};
std::string_view name_of(refusal value);
std::optional<refusal> parse_refusal(std::string_view name);

/// Everybody in a course who is not an attendee.
bool is_staff(role of);

/// Why the server ends a connection. 4000-4099: the client comes back. 4100-4199: it does not.
enum class close_code : std::uint16_t {
    restarting = 4000,  ///< The server is being restarted; come back and resume.
    lagging = 4001,  ///< The connection was too slow for what was shown; come back and resume.
    silent = 4002,  ///< No sign of life for `silence_ms`; come back and resume.
    overloaded = 4003,  ///< The server has too many connections; come back later.
    ticket_refused = 4004,  ///< The ticket is used, expired or unknown; get a new one, then come back.
    too_fast = 4005,  ///< More came than `input_bytes_burst` or `too_fast_max` allow; come back after a pause.
    bad_hello = 4100,  ///< The first message was not a hello, or none came in time.
    logged_out = 4101,  ///< The login that this connection came in by has ended.
    removed = 4102,  ///< The person was removed from the course.
    bad_message = 4103,  ///< Too many messages that could not be understood.
    too_large = 4104,  ///< A message of more than `command_bytes_max` bytes.
    session_gone = 4105,  ///< The session was deleted.
    replaced = 4106,  ///< The person came by more than `person_sockets_max` connections, and this was the oldest. Only the person decides to come back.
};
inline constexpr std::array every_close_code{
    close_code::restarting,
    close_code::lagging,
    close_code::silent,
    close_code::overloaded,
    close_code::ticket_refused,
    close_code::too_fast,
    close_code::bad_hello,
    close_code::logged_out,
    close_code::removed,
    close_code::bad_message,
    close_code::too_large,
    close_code::session_gone,
    close_code::replaced,
};
std::string_view name_of(close_code value);
constexpr bool may_come_back(close_code value) { return static_cast<std::uint16_t>(value) < 4100; }

/// Who an event is shown to: each includes the ones before it, and `nobody` is only kept in the log.
enum class audience_class : std::uint8_t { everyone, staff, nobody };

/// A person as others see them.
struct person_view {
    participant_id id{};  ///< Names a person in a course.
    std::string name;  ///< A person's name as it is shown.
    aula::role role{};  ///< What a person is in a course.
    bool operator==(const person_view&) const = default;
};

/// The page on everybody's screen.
struct slide_view {
    deck_id deck{};  ///< Names a deck of a session.
    int page = 0;  ///< A page of a deck, from 1.
    bool operator==(const slide_view&) const = default;
};

/// A deck that can be shown.
struct deck_view {
    deck_id deck{};  ///< Names a deck of a session.
    std::string title;  ///< The deck's title.
    std::string hash;  ///< Where the deck's pages are; it cannot be guessed, and changes when the deck does.
    int pages = 0;  ///< How many pages the deck has.
    int width = 0;  ///< Of page 1 at the largest width.
    int height = 0;  ///< Of page 1 at the largest width.
    bool operator==(const deck_view&) const = default;
};

/// A message of the chat.
struct chat_message {
    seq_number seq = 0;  ///< The number of an event in the session's log, 1, 2, 3 …
    timestamp at{};  ///< When it happened, by the server's clock.
    participant_id who{};  ///< Names a person in a course.
    std::string name;  ///< A person's name as it is shown.
    aula::role role{};  ///< What a person is in a course.
    std::string text;  ///< The text; empty when the message is hidden.
    bool is_hidden = false;  ///< A member of staff took it out of sight.
    bool operator==(const chat_message&) const = default;
};

/// Where the session is in its life.
struct life_view {
    aula::session_phase phase = aula::session_phase::scheduled;  ///< Where a session is in its life.
    std::optional<timestamp> phase_since{};  ///< When the phase began; null while scheduled.
    milliseconds live_ms{0};  ///< Time live before `phase_since`, pauses left out.
    std::optional<timestamp> confirm_by{};  ///< For staff, when the session ends unless one of them confirms that it is still on; absent when nobody is asked.
    bool operator==(const life_view&) const = default;
};

/// The page on the screen and the decks.
struct slides_view {
    std::optional<aula::slide_view> slide{};  ///< The page on the screen; null for none.
    std::vector<aula::deck_view> decks{};  ///< The decks that can be shown, in the order they were attached.
    bool operator==(const slides_view&) const = default;
};

/// The chat, and who may not write in it.
struct chat_view {
    std::vector<aula::chat_message> messages{};  ///< The last `chat_shown` messages, oldest first.
    std::vector<participant_id> muted{};  ///< Who may not write; empty for attendees.
    bool operator==(const chat_view&) const = default;
};

/// The link to a call outside Aula.
struct call_view {
    std::optional<std::string> url{};  ///< The https address of the call; absent when there is none.
    bool operator==(const call_view&) const = default;
};

/// A raised hand.
struct hand_view {
    participant_id who{};  ///< Names a person in a course.
    std::optional<std::string> name{};  ///< The owner's name; absent for attendees.
    bool operator==(const hand_view&) const = default;
};

/// Who was called to speak, and when.
struct called_view {
    participant_id who{};  ///< Names a person in a course.
    std::string name;  ///< A person's name as it is shown.
    timestamp at{};  ///< When that was.
    bool operator==(const called_view&) const = default;
};

/// The queue of raised hands.
struct hands_view {
    int count{0};  ///< How many hands are up.
    std::vector<aula::hand_view> queue{};  ///< The first `hands_shown` hands, the next one to be called first.
    std::optional<aula::called_view> called{};  ///< Who was called last; absent when nobody was.
    bool operator==(const hands_view&) const = default;
};

/// What a person of this role sees of a session; one member for each part that is shown.
struct session_view {
    session_id session{};  ///< Names a session.
    aula::life_view life{};  ///< Where the session is in its life.
    aula::slides_view slides{};  ///< The page on the screen and the decks.
    aula::chat_view chat{};  ///< The chat, and who may not write in it.
    aula::call_view call{};  ///< The link to a call outside Aula.
    aula::hands_view hands{};  ///< The queue of raised hands.
    bool operator==(const session_view&) const = default;
};

/// Who I am, which session I come for, and the last event I have seen of it.
struct hello {
    std::string ticket;  ///< From `POST …/sessions/{session}/tickets`; good once, for half a minute.
    session_id session{};  ///< Names a session.
    std::optional<seq_number> since{};  ///< The seq of the last event this client has folded; absent on a first visit.
    std::optional<bool> media{};  ///< Whether this connection wants the session's media frames; without it, it gets none.
    bool operator==(const hello&) const = default;
};

/// Open the doors; people may chat and see slides while waiting. Only from `scheduled`.
struct open_session {
    bool operator==(const open_session&) const = default;
};

/// Begin, or go on after a pause; live minutes count from here.
struct start_session {
    bool operator==(const start_session&) const = default;
};

/// A break; live minutes stop counting.
struct pause_session {
    bool operator==(const pause_session&) const = default;
};

/// The end; only an organizer can take it back, by starting the session over.
struct end_session {
    bool operator==(const end_session&) const = default;
};

/// The lecture is still on. The answer to `confirmation_asked`; it is taken at any time from the opening to the end.
struct confirm_session {
    bool operator==(const confirm_session&) const = default;
};

/// Turn everybody to this page.
struct show_slide {
    deck_id deck{};  ///< Names a deck of a session.
    int page = 0;  ///< A page of a deck, from 1.
    bool operator==(const show_slide&) const = default;
};

/// Say something in the chat. Before the start too, once the session is open.
struct post_chat {
    std::string text;  ///< Plain text, 1 to `chat_text_max` characters after cleaning.
    bool operator==(const post_chat&) const = default;
};

/// Take a message out of everybody's sight. From its `chat_hidden` on, the server sends the text to nobody, whatever their role. That holds for live events, a resume, a welcome and REST.
struct hide_chat {
    seq_number target = 0;  ///< The seq of the message's `chat_posted`.
    bool operator==(const hide_chat&) const = default;
};

/// Somebody may not write in the chat for now.
struct mute_participant {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const mute_participant&) const = default;
};

/// Somebody may write again.
struct unmute_participant {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const unmute_participant&) const = default;
};

/// Ask to speak. A participant has one hand. It stays up over a reconnect. It goes down when the participant leaves for longer than the grace time, and at the end of the session.
struct raise_hand {
    bool operator==(const raise_hand&) const = default;
};

/// Take back one's own hand. Staff may lower anybody's.
struct lower_hand {
    std::optional<participant_id> who{};  ///< Whose hand; absent for one's own.
    bool operator==(const lower_hand&) const = default;
};

/// Begin with an empty queue.
struct lower_all_hands {
    bool operator==(const lower_all_hands&) const = default;
};

/// Ask somebody whose hand is up to speak. It lowers the hand.
struct call_hand {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const call_hand&) const = default;
};

/// A person's first connection has arrived.
struct join {
    std::string name;  ///< A person's name as it is shown.
    aula::role role{};  ///< What a person is in a course.
    std::optional<timestamp> since{};  ///< When that was, if it is told only later.
    bool operator==(const join&) const = default;
};

/// A person's last connection has been gone for the grace time.
struct leave {
    participant_id who{};  ///< Names a person in a course.
    timestamp last_seen{};  ///< The last proof of life; presence is credited until here.
    aula::leave_reason reason{};  ///< How a person's presence ended.
    bool operator==(const leave&) const = default;
};

/// Everybody who is present still is.
struct checkpoint {
    bool operator==(const checkpoint&) const = default;
};

/// The server was stopped without warning; nobody is present any more.
struct recover {
    bool operator==(const recover&) const = default;
};

/// A deck's pages are ready.
struct attach_deck {
    deck_id deck{};  ///< Names a deck of a session.
    std::string title;  ///< The deck's title.
    std::string hash;  ///< Where the deck's pages are; it cannot be guessed, and changes when the deck does.
    int pages = 0;  ///< How many pages the deck has.
    int width = 0;  ///< Of page 1 at the largest width.
    int height = 0;  ///< Of page 1 at the largest width.
    bool operator==(const attach_deck&) const = default;
};

/// A deck was taken away.
struct detach_deck {
    deck_id deck{};  ///< Names a deck of a session.
    bool operator==(const detach_deck&) const = default;
};

/// An organizer gave the session another link to an outside call, or took the link away.
struct change_call {
    std::optional<std::string> call_url{};  ///< The https address of a call outside Aula.
    bool operator==(const change_call&) const = default;
};

/// An organizer gave somebody another role, or let in again who was removed.
struct change_role {
    participant_id who{};  ///< Names a person in a course.
    aula::role role{};  ///< What a person is in a course.
    bool operator==(const change_role&) const = default;
};

/// An organizer removed somebody from the course.
struct remove_participant {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const remove_participant&) const = default;
};

/// The time for which the session is planned, at its opening and at each change until its end.
struct plan_session {
    timestamp starts_at{};  ///< The planned start.
    timestamp ends_at{};  ///< The planned end.
    bool operator==(const plan_session&) const = default;
};

/// Nobody of the staff leads the session any more, so it ends.
struct end_unattended {
    timestamp until{};  ///< The last sign of the staff or the planned end, whichever is later.
    bool operator==(const end_unattended&) const = default;
};

/// The planned end has passed, and the staff is asked whether the lecture is still on.
struct ask_confirmation {
    timestamp until{};  ///< Without an answer the session ends then.
    bool operator==(const ask_confirmation&) const = default;
};

/// The server was away for longer than a checkpoint, and the session goes on.
struct resume_session {
    bool operator==(const resume_session&) const = default;
};

/// The newest events are later than the server's clock, which was ahead when they were written.
struct correct_clock {
    bool operator==(const correct_clock&) const = default;
};

/// The session has ended by itself because the server's clock was ahead; it goes on.
struct reopen_session {
    bool operator==(const reopen_session&) const = default;
};

/// An organizer corrects when the session began or ended.
struct correct_session {
    std::optional<timestamp> started_at{};  ///< When it began; absent when that stays.
    std::optional<timestamp> ended_at{};  ///< When it ended; absent when that stays.
    std::string reason;  ///< Why, in the organizer's words.
    std::optional<participant_id> who{};  ///< The organizer; absent for the operator.
    bool operator==(const correct_session&) const = default;
};

/// An organizer takes the session back to before its opening.
struct start_over {
    std::optional<participant_id> who{};  ///< The organizer; absent for the operator.
    bool operator==(const start_over&) const = default;
};

/// The doors are open.
struct session_opened {
    bool operator==(const session_opened&) const = default;
};

/// The session is live, for the first time or again after a pause.
struct session_started {
    bool operator==(const session_started&) const = default;
};

/// A break has begun.
struct session_paused {
    bool operator==(const session_paused&) const = default;
};

/// The session is over; since `until` if it ended by itself, because nobody of the staff led it any more.
struct session_ended {
    std::optional<timestamp> until{};  ///< The last sign of the staff or the planned end, whichever is later.
    bool operator==(const session_ended&) const = default;
};

/// The session is planned for this time. Attendance counts within it.
struct session_planned {
    timestamp starts_at{};  ///< The planned start.
    timestamp ends_at{};  ///< The planned end.
    bool operator==(const session_planned&) const = default;
};

/// The session is as before its opening. What happened before stays in the log and does not count: no minutes, no slide.
struct session_started_over {
    std::optional<participant_id> who{};  ///< The organizer; absent for the operator.
    bool operator==(const session_started_over&) const = default;
};

/// An organizer corrected when the session began or ended; attendance counts by the corrected times.
struct session_corrected {
    std::optional<timestamp> started_at{};  ///< When it began; absent when that stays.
    std::optional<timestamp> ended_at{};  ///< When it ended; absent when that stays.
    std::optional<timestamp> was_started_at{};  ///< The start before the correction; absent for none.
    std::optional<timestamp> was_ended_at{};  ///< The end before the correction.
    std::string reason;  ///< Why, in the organizer's words.
    std::optional<participant_id> who{};  ///< The organizer; absent for the operator.
    bool operator==(const session_corrected&) const = default;
};

/// The server was away, and the session goes on. The time from `since` to this event is not live time.
struct session_resumed {
    timestamp since{};  ///< The last time that is certain.
    bool operator==(const session_resumed&) const = default;
};

/// The server's clock was ahead. What the log has from `from` on happened `ahead_ms` earlier. The time of this event is the right one, and so it may be before that of the event before it.
struct clock_corrected {
    timestamp from{};  ///< The first time that is wrong, as the log has it.
    milliseconds ahead_ms{};  ///< By how much the clock was ahead.
    bool operator==(const clock_corrected&) const = default;
};

/// The planned end has passed. A member of staff has to confirm that the lecture is still on.
struct confirmation_asked {
    timestamp until{};  ///< Without an answer the session ends then.
    bool operator==(const confirmation_asked&) const = default;
};

/// A member of staff has confirmed that the lecture is still on.
struct session_confirmed {
    bool operator==(const session_confirmed&) const = default;
};

/// This page is on everybody's screen. It is at `/decks/{hash}/{page}-{width}.webp`.
struct slide_shown {
    deck_id deck{};  ///< Names a deck of a session.
    int page = 0;  ///< A page of a deck, from 1.
    bool operator==(const slide_shown&) const = default;
};

/// Somebody said something.
struct chat_posted {
    participant_id who{};  ///< Names a person in a course.
    std::string name;  ///< A person's name as it is shown.
    aula::role role{};  ///< What a person is in a course.
    std::string text;  ///< Plain text, 1 to `chat_text_max` characters; empty when the message was hidden since then.
    bool operator==(const chat_posted&) const = default;
};

/// A message was taken out of sight.
struct chat_hidden {
    seq_number target = 0;  ///< The seq of the message's `chat_posted`.
    bool operator==(const chat_hidden&) const = default;
};

/// Somebody may not write for now.
struct participant_muted {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const participant_muted&) const = default;
};

/// Somebody may write again.
struct participant_unmuted {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const participant_unmuted&) const = default;
};

/// A person is present; attendance counts from `since`, or from here. Shown to nobody, the head count says how many are here.
struct participant_joined {
    participant_id who{};  ///< Names a person in a course.
    std::string name;  ///< A person's name as it is shown.
    aula::role role{};  ///< What a person is in a course.
    std::optional<timestamp> since{};  ///< When they came, if that could be written only later; attendance counts from then.
    bool operator==(const participant_joined&) const = default;
};

/// A person is no longer present; attendance counts until `until`.
struct participant_left {
    participant_id who{};  ///< Names a person in a course.
    timestamp until{};  ///< The last proof of life.
    aula::leave_reason reason{};  ///< How a person's presence ended.
    bool operator==(const participant_left&) const = default;
};

/// Everybody who was present still is; what a crash can cost is bounded by the time since.
struct presence_checkpointed {
    bool operator==(const presence_checkpointed&) const = default;
};

/// The server had stopped without warning. Open intervals end at the last checkpoint or the person's last event, whichever is later.
struct presence_recovered {
    bool operator==(const presence_recovered&) const = default;
};

/// A deck is ready to be shown.
struct deck_attached {
    deck_id deck{};  ///< Names a deck of a session.
    std::string title;  ///< The deck's title; empty when the deck was taken away since then.
    std::string hash;  ///< Where the deck's pages are; empty when the deck was taken away since then. A client does not attach such a deck.
    int pages = 0;  ///< How many pages the deck has.
    int width = 0;  ///< Of page 1 at the largest width.
    int height = 0;  ///< Of page 1 at the largest width.
    bool operator==(const deck_attached&) const = default;
};

/// A deck was taken away; if it was on the screen, nothing is now.
struct deck_detached {
    deck_id deck{};  ///< Names a deck of a session.
    bool operator==(const deck_detached&) const = default;
};

/// The session has another link to an outside call from here on; none without `call_url`.
struct call_changed {
    std::optional<std::string> call_url{};  ///< The https address of a call outside Aula.
    bool operator==(const call_changed&) const = default;
};

/// Somebody has this role from here on; who was removed is in the course again.
struct role_changed {
    participant_id who{};  ///< Names a person in a course.
    aula::role role{};  ///< What a person is in a course.
    bool operator==(const role_changed&) const = default;
};

/// Somebody was removed from the course.
struct participant_removed {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const participant_removed&) const = default;
};

/// Somebody wants to speak. The order of these events is the queue.
struct hand_raised {
    participant_id who{};  ///< Names a person in a course.
    std::optional<std::string> name{};  ///< A person's name as it is shown.
    bool operator==(const hand_raised&) const = default;
};

/// A hand is down. Its owner or the staff lowered it, the owner has left, or the owner is a lecturer or an organizer by now.
struct hand_lowered {
    participant_id who{};  ///< Names a person in a course.
    bool operator==(const hand_lowered&) const = default;
};

/// No hand is up any more.
struct all_hands_lowered {
    bool operator==(const all_hands_lowered&) const = default;
};

/// Somebody whose hand was up may speak now. The hand is down.
struct hand_called {
    participant_id who{};  ///< Names a person in a course.
    std::string name;  ///< A person's name as it is shown.
    bool operator==(const hand_called&) const = default;
};

/// The hello was good. Then come the missed events (`resumed`) or a `welcome`.
struct accepted {
    aula::person_view you{};  ///< A person as others see them.
    session_id session{};  ///< Names a session.
    bool resumed = false;  ///< True when the events after `since` follow; false when a `welcome` follows.
    seq_number seq = 0;  ///< The newest event shown so far.
    timestamp server_time{};  ///< The server's clock when this was written.
    milliseconds ping_every_ms{};  ///< How often the server sends a WebSocket ping.
    milliseconds grace_ms{};  ///< A shorter gap in somebody's presence is no gap.
    milliseconds silence_ms{};  ///< Without a sign of life for this long the server closes with `silent`.
    bool operator==(const accepted&) const = default;
};

/// The session as it stands after event `seq`.
struct welcome {
    seq_number seq = 0;  ///< The last event contained in the view.
    aula::session_view view{};  ///< What a person of this role sees of a session; one member for each part that is shown.
    bool operator==(const welcome&) const = default;
};

/// The command was done and saved.
struct ok {
    std::uint32_t ref = 0;  ///< The client's own number for a command, repeated in the reply.
    seq_number seq = 0;  ///< The event that the command became; the first one's for a repeated key.
    bool operator==(const ok&) const = default;
};

/// The command was not done.
struct refused {
    std::uint32_t ref = 0;  ///< The number of the command; 0 when it could not be read.
    aula::refusal reason{};  ///< Why a command was not done.
    std::optional<milliseconds> retry_after_ms{};  ///< With `too_fast` and `busy`, when to try again.
    bool operator==(const refused&) const = default;
};

/// How many people are present. Once a second when changed, with a second more for each 20,000 present, and at least every 10 seconds: for the client it is also the server's sign of life.
struct head_count {
    int present = 0;  ///< How many.
    bool operator==(const head_count&) const = default;
};

/// A wish to change a session. Those after `client_commands` are the server's own.
using command = std::variant<
    open_session,
    start_session,
    pause_session,
    end_session,
    confirm_session,
    show_slide,
    post_chat,
    hide_chat,
    mute_participant,
    unmute_participant,
    raise_hand,
    lower_hand,
    lower_all_hands,
    call_hand,
    join,
    leave,
    checkpoint,
    recover,
    attach_deck,
    detach_deck,
    change_call,
    change_role,
    remove_participant,
    plan_session,
    end_unattended,
    ask_confirmation,
    resume_session,
    correct_clock,
    reopen_session,
    correct_session,
    start_over>;

inline constexpr std::size_t client_commands = 14;

/// What happened in a session: the log's entries.
using event = std::variant<
    session_opened,
    session_started,
    session_paused,
    session_ended,
    session_planned,
    session_started_over,
    session_corrected,
    session_resumed,
    clock_corrected,
    confirmation_asked,
    session_confirmed,
    slide_shown,
    chat_posted,
    chat_hidden,
    participant_muted,
    participant_unmuted,
    participant_joined,
    participant_left,
    presence_checkpointed,
    presence_recovered,
    deck_attached,
    deck_detached,
    call_changed,
    role_changed,
    participant_removed,
    hand_raised,
    hand_lowered,
    all_hands_lowered,
    hand_called>;

/// An event in its place in the log.
struct logged_event {
    seq_number seq = 0;
    timestamp at{};
    participant_id by{};  ///< Whose command it was; none for the system's.
    std::string key;      ///< Of that command; empty for the system's.
    event what;
    bool operator==(const logged_event&) const = default;
};

/// A client's command as it arrives.
struct request_frame {
    std::uint32_t ref = 0;  ///< The client's own number, repeated in the reply.
    std::string key;        ///< Unique for each command, the same when it is sent again.
    command what;
    bool operator==(const request_frame&) const = default;
};

std::string_view name_of(const command& of);
std::string_view name_of(const event& of);

/// The role table, deny by default: no role may give a system command.
bool may(role who, const command& what);

/// Who an event is shown to.
audience_class sees(const event& what);

/// The event as attendees see it, when that is less than what the staff sees.
std::optional<event> for_attendees(const event& what);

/// How often a signal is sent.
struct signal_pace {
    milliseconds pause;      ///< At least between two different values.
    std::size_t people;      ///< The pause is longer by itself for each time that this many are present.
    milliseconds heartbeat;  ///< The same value is sent again after this time.
    bool operator==(const signal_pace&) const = default;
};
inline constexpr std::size_t signal_kinds = 1;
/// The place of a signal in tables of all of them.
template <class Signal>
inline constexpr std::size_t signal_slot = signal_kinds;
template <>
inline constexpr std::size_t signal_slot<head_count> = 0;
inline constexpr std::array<signal_pace, signal_kinds> signal_paces{{
    {milliseconds{1000}, 20000, milliseconds{10000}},  // head_count
}};
inline constexpr std::array<audience_class, signal_kinds> signals_seen_by{
    audience_class::everyone,  // head_count
};

/// The first byte of a media frame.
enum class media_kind : std::uint8_t {
    voice = 1,  ///< 60 ms of speech: one Opus packet, 48 kHz, mono.
};
inline constexpr std::array every_media_kind{
    media_kind::voice,
};

/// The session's phase after the event; none when the event changes no phase.
std::optional<session_phase> phase_after(const event& what);

/// The kinds of events that hold a person's words or name. Each says in `who` whose they are.
inline constexpr std::array<std::string_view, 5> personal_events{
    "session_corrected",
    "chat_posted",
    "participant_joined",
    "hand_raised",
    "hand_called",
};

/// Writes `instead` over every word and name of the person in the event. False when there were none.
bool erase_person(event& what, participant_id who, std::string_view instead);

/// Calls `visit` with the event if the server has to look at the person's connections after it.
/// A visitor that lacks one of these events does not compile.
template <class Visitor>
void visit_for_subscribers(const event& what, Visitor&& visit) {
    if (const auto* one = std::get_if<participant_joined>(&what)) return std::forward<Visitor>(visit)(*one);
    if (const auto* one = std::get_if<role_changed>(&what)) return std::forward<Visitor>(visit)(*one);
    if (const auto* one = std::get_if<participant_removed>(&what)) return std::forward<Visitor>(visit)(*one);
}

/// Calls `visit` with the state of each part of a session. A session that lacks a part does not compile.
template <class Session, class Visitor>
void visit_parts(Session& of, Visitor&& visit) {
    visit(of.life);
    visit(of.slides);
    visit(of.chat);
    visit(of.people);
    visit(of.call);
    visit(of.hands);
}

/// Calls `visit` with each part of a view. A visitor that lacks one of them does not compile.
template <class Visitor>
void visit_parts(session_view& of, Visitor&& visit) {
    visit(of.life);
    visit(of.slides);
    visit(of.chat);
    visit(of.call);
    visit(of.hands);
}

// The part of a session to which an event belongs.
template <class Session> auto& own_part(Session& of, const session_opened&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_started&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_paused&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_ended&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_planned&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_started_over&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_corrected&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_resumed&) { return of.life; }
template <class Session> auto& own_part(Session& of, const clock_corrected&) { return of.life; }
template <class Session> auto& own_part(Session& of, const confirmation_asked&) { return of.life; }
template <class Session> auto& own_part(Session& of, const session_confirmed&) { return of.life; }
template <class Session> auto& own_part(Session& of, const slide_shown&) { return of.slides; }
template <class Session> auto& own_part(Session& of, const chat_posted&) { return of.chat; }
template <class Session> auto& own_part(Session& of, const chat_hidden&) { return of.chat; }
template <class Session> auto& own_part(Session& of, const participant_muted&) { return of.chat; }
template <class Session> auto& own_part(Session& of, const participant_unmuted&) { return of.chat; }
template <class Session> auto& own_part(Session& of, const participant_joined&) { return of.people; }
template <class Session> auto& own_part(Session& of, const participant_left&) { return of.people; }
template <class Session> auto& own_part(Session& of, const presence_checkpointed&) { return of.people; }
template <class Session> auto& own_part(Session& of, const presence_recovered&) { return of.people; }
template <class Session> auto& own_part(Session& of, const deck_attached&) { return of.slides; }
template <class Session> auto& own_part(Session& of, const deck_detached&) { return of.slides; }
template <class Session> auto& own_part(Session& of, const call_changed&) { return of.call; }
template <class Session> auto& own_part(Session& of, const role_changed&) { return of.people; }
template <class Session> auto& own_part(Session& of, const participant_removed&) { return of.people; }
template <class Session> auto& own_part(Session& of, const hand_raised&) { return of.hands; }
template <class Session> auto& own_part(Session& of, const hand_lowered&) { return of.hands; }
template <class Session> auto& own_part(Session& of, const all_hands_lowered&) { return of.hands; }
template <class Session> auto& own_part(Session& of, const hand_called&) { return of.hands; }

}  // namespace aula
