#include "rehearse/lecture_record.hpp"

#include <algorithm>

namespace aula::rehearsal {
namespace {

/// How exactly clients can tell when the server was lost.
constexpr milliseconds outage_grain{1000};

/// No answer is on its way for an hour: a clock that is ahead by more is wrong.
constexpr std::chrono::hours clock_step{1};

}  // namespace

void lecture_record::mistake(std::string sentence) {
    if (++mistake_count <= mistakes_max) mistakes.push_back(std::move(sentence));
}

void lecture_record::saw(const logged_event& shown) {
    const auto [first, is_new] = shown_.try_emplace(shown.seq, shown.what);
    if (is_new) return note_phase(shown);
    if (first->second != shown.what) {
        mistake("Event " + std::to_string(shown.seq) + " was shown with different contents.");
    }
}

void lecture_record::note_phase(const logged_event& shown) {
    const auto at = right_time(shown.at);
    if (std::holds_alternative<session_started>(shown.what)) live.started(at);
    if (std::holds_alternative<session_paused>(shown.what)) live.stopped(at);
    if (const auto* ended = std::get_if<session_ended>(&shown.what)) {
        const auto until = ended->until.value_or(at);
        live.stopped(until);
        if (own_end && until != *own_end) {
            mistake("The session ended by itself at " + to_iso8601(until) + ", not when it must.");
        }
    }
}

void lecture_record::saw_live(const event& what, local_time connected_at) {
    const auto now = local_time::clock::now();
    const auto measure = [&](const auto& sent, const auto& key, latencies& into) {
        const auto found = sent.find(key);
        if (found != sent.end() && found->second > connected_at) into.add(now - found->second);
    };
    if (const auto* slide = std::get_if<slide_shown>(&what)) {
        measure(slides_sent_, std::pair(slide->deck, slide->page), slides);
    } else if (const auto* post = std::get_if<chat_posted>(&what)) {
        measure(chats_sent_, post->text, chat);
    }
}

void lecture_record::sent(const command& what) {
    const auto now = local_time::clock::now();
    if (const auto* slide = std::get_if<show_slide>(&what)) {
        slides_sent_.try_emplace({slide->deck, slide->page}, now);
    } else if (const auto* post = std::get_if<post_chat>(&what)) {
        chats_sent_.try_emplace(post->text, now);
    }
}

void lecture_record::lost_server(outage when) {
    ++outages;
    outages_at_.push_back(when);
}

void lecture_record::found_server(timestamp at, local_time heard) {
    const auto since_zero = std::chrono::floor<milliseconds>(heard.time_since_epoch());
    const auto epoch = at - since_zero;
    const bool is_first = server_epoch_ == timestamp{};
    const bool is_ahead = !is_first && epoch - server_epoch_ > clock_step;
    clock_ahead_ = is_ahead ? epoch - server_epoch_ : milliseconds{0};
    if (!is_ahead) server_epoch_ = std::max(server_epoch_, epoch);
    let_in_.insert(right_time(at));
}

timestamp lecture_record::right_time(timestamp said) const {
    const bool is_ahead = said - server_time(local_time::clock::now()) > clock_step;
    return is_ahead ? said - clock_ahead_ : said;
}

timestamp lecture_record::server_time(local_time at) const {
    return server_epoch_ + std::chrono::floor<milliseconds>(at.time_since_epoch());
}

/// A server that had missed a ping before it was found gone may only have slept. When it wakes it
/// hears who has left meanwhile, and cannot know when that was.
timestamp lecture_record::end_of(const outage& lost) const {
    if (lost.noticed - lost.heard <= ping + outage_grain) return lost.noticed;
    const auto back = let_in_.lower_bound(lost.noticed);
    return back == let_in_.end() ? lost.noticed : *back;
}

std::vector<presence> lecture_record::presences_of(
    participant_id who, milliseconds lost_with_server
) const {
    const auto found = presences.find(who);
    if (found == presences.end()) return {};
    auto all = found->second;
    for (auto& each : all) {
        for (const auto& lost : outages_at_) {
            const auto unnoticed_for = std::max(grace, silence) + outage_grain;
            const auto end = end_of(lost);
            if (each.until <= lost.heard - unnoticed_for || each.until >= end + outage_grain)
                continue;
            each.is_cut = true;
            each.proven = std::min(each.proven, lost.heard - lost_with_server);
            each.until = std::max(each.until, end);
        }
    }
    return all;
}

void lecture_record::check_posts() {
    std::map<std::string, int> times_shown;
    for (const auto& [seq, what] : shown_) {
        if (const auto* post = std::get_if<chat_posted>(&what)) ++times_shown[post->text];
    }
    for (const auto& post : posts) {
        const auto at = shown_.find(post.seq);
        if (at == shown_.end() && welcomes > 0) continue;
        const auto* shown = at == shown_.end() ? nullptr : std::get_if<chat_posted>(&at->second);
        if (shown == nullptr || shown->text != post.text || shown->who != post.who) {
            mistake(
                "“" + post.text + "” was acknowledged as " + std::to_string(post.seq) +
                " and never shown."
            );
        } else if (times_shown[post.text] != 1) {
            mistake(
                "“" + post.text + "” was shown " + std::to_string(times_shown[post.text]) +
                " times."
            );
        }
    }
}

}  // namespace aula::rehearsal
