#include "live/room.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "domain/fold.hpp"
#include "domain/media.hpp"
#include "domain/redaction.hpp"
#include "domain/view.hpp"
#include "generated/codec.hpp"
#include "live/media_lane.hpp"
#include "store/event_log.hpp"
#include "store/sessions.hpp"

namespace aula {
namespace {

constexpr auto both_classes = {viewer_class::attendees, viewer_class::staff};
constexpr std::size_t page_events = 4096;

}  // namespace

room::room(
    session_id where, store& saved, const live_settings& settings, std::shared_ptr<room_host> host,
    live_metrics& counts
)
    : where_(where),
      store_(saved),
      settings_(settings),
      host_(std::move(host)),
      hooks_(*host_),
      counts_(counts),
      shown_(where),
      recent_{recent_frames(settings.recent_bytes), recent_frames(settings.recent_bytes)} {}

room::room(room&& before)
    : where_(before.where_),
      store_(before.store_),
      settings_(before.settings_),
      host_(before.host_),
      hooks_(*host_),
      counts_(before.counts_),
      planned_(before.planned_),
      shown_(std::move(before.shown_)),
      shown_seq_(before.shown_seq_),
      audiences_(std::move(before.audiences_)),
      used_at_(before.used_at_),
      recent_(std::move(before.recent_)),
      welcomes_(std::move(before.welcomes_)),
      head_count_(std::move(before.head_count_)) {}

void room::load(when_loaded done) {
    store_.read_then(
        [where = where_](database& db) { return sessions::find(db, where); },
        [self = shared_from_this(), done = std::move(done)](result<session_record> known) {
            self->hooks_.post([self, done, known = std::move(known)] {
                if (!known) return done(known.error());
                self->planned_ = {known->starts_at, known->ends_at};
                self->read_on(done);
            });
        }
    );
}

/// One page of the log after another.
void room::read_on(when_loaded done) {
    store_.read_then(
        [where = where_, from = shown_seq_ + 1](database& db) {
            return event_log::read(db, where, from, page_events);
        },
        [self = shared_from_this(),
         done = std::move(done)](result<std::vector<logged_event>> page) {
            self->hooks_.post([self, done, page = std::move(page)] {
                const auto is_more = self->take_page(page);
                if (!is_more) return done(is_more.error());
                if (*is_more) return self->read_on(done);
                self->used_at_ = self->hooks_.now();
                self->loaded();
                done({});
            });
        }
    );
}

/// Whether there may be more.
result<bool> room::take_page(const result<std::vector<logged_event>>& page) {
    if (!page) return page.error();
    try {
        auto missed = std::make_shared<publication>();
        for (const auto& happened : *page) add(*missed, happened);
        if (!page->empty()) publish(std::move(missed));
    } catch (const std::exception&) {
        return error{error_code::internal, "The session's log cannot be read."};
    }
    return page->size() == page_events;
}

primer room::attach(std::size_t shard) {
    if (std::ranges::find(audiences_, shard) == audiences_.end()) audiences_.push_back(shard);
    primer start;
    start.recent.shown = shown_seq_;
    for (const auto which : both_classes) {
        const auto& recent = recent_[slot_of(which)];
        recent.append_to(start.recent.runs[slot_of(which)]);
        start.bases[slot_of(which)] = recent.base();
    }
    start.signals[signal_slot<head_count>] = head_count_.frame();
    return start;
}

void room::detach(std::size_t shard) {
    std::erase(audiences_, shard);
    used_at_ = hooks_.now();
}

std::pair<seq_number, shared_frame> room::welcome(viewer_class which) {
    auto& kept = welcomes_[slot_of(which)];
    if (!kept) {
        std::string payload, frame;
        encode(payload, aula::welcome{.seq = shown_seq_, .view = view(shown_, sees_as(which))});
        append_text_frame(frame, payload);
        kept = std::make_shared<const std::string>(std::move(frame));
    }
    return {shown_seq_, kept};
}

/// A ticket says what its holder was when it was written. Whoever is something else by now, or was
/// removed, has taken a seat that the news had passed already; and whoever goes on from what they
/// saw in another role lacks something.
void room::correct_viewer(const viewer& who, std::size_t shard) {
    const auto is_so = [&who](const person* known) {
        return known == nullptr || (known->role == who.as && !known->is_removed);
    };
    const auto* known = shown_.people.find(who.who);
    const auto* next = ahead().people.find(who.who);
    auto news = std::make_shared<publication>();
    news->shown = shown_seq_;
    if (is_so(known) || is_so(next)) {  // or will be shown to be
        if (next == nullptr || !who.since || *who.since >= next->role_since) return;
        news->anew.push_back(who.who);
    } else if (known->is_removed) {
        news->removed.push_back(who.who);
    } else {
        news->changed_roles.emplace_back(who.who, known->role);
    }
    hooks_.publish(shard, std::move(news));
}

void room::add(publication& out, const logged_event& happened) {
    const auto taken_back = taken_back_by(happened.what, shown_);
    fold(shown_, happened);
    shown_seq_ = happened.seq;
    encode_for_viewers(happened, out);
    note_for_audiences(out, happened.what);
    for (const auto seq : taken_back) take_back(out, seq);
}

/// In what goes out now, and in what is kept for those who come back.
void room::take_back(publication& out, seq_number seq) {
    out.taken_back.push_back(seq);
    for (const auto which : both_classes) {
        take_words_back(payload_of(out.runs[slot_of(which)].find(seq)));
        take_words_back(recent_[slot_of(which)].find(seq));
    }
}

void room::publish(std::shared_ptr<publication> shown) {
    shown->shown = shown_seq_;
    welcomes_ = {};
    for (const auto shard : audiences_) hooks_.publish(shard, shown);
}

/// What the audiences have to know besides the frames.
void room::note_for_audiences(publication& out, const event& what) const {
    struct {
        void operator()(const role_changed& one) {
            to.changed_roles.emplace_back(one.who, one.role);
        }
        void operator()(const participant_removed& one) { to.removed.push_back(one.who); }
        void operator()(const participant_joined& one) {
            // The role in the log counts. The tickets of two tabs may say two roles.
            if (here.is_mixed(one.who)) to.changed_roles.emplace_back(one.who, one.role);
        }
        publication& to;
        const crowd& here;
    } note{out, known().here};
    visit_for_subscribers(what, note);
}

void room::encode_for_viewers(const logged_event& happened, publication& out) {
    const auto seen_by = sees(happened.what);
    if (seen_by == audience_class::nobody) return;
    std::optional<logged_event> less;
    if (auto what = for_attendees(happened.what)) {
        less = {
            .seq = happened.seq, .at = happened.at, .by = {}, .key = {}, .what = *std::move(what)
        };
    }
    std::string payload;
    seq_number encoded_prev = 0;
    for (const auto which : both_classes) {
        if (which == viewer_class::attendees && seen_by == audience_class::staff) continue;
        const auto& shown = less && which == viewer_class::attendees ? *less : happened;
        auto& recent = recent_[slot_of(which)];
        if (payload.empty() || less || encoded_prev != recent.last()) {
            payload.clear();
            encoded_prev = recent.last();
            encode(payload, shown, encoded_prev);
        }
        out.runs[slot_of(which)].add(payload, happened.seq);
        recent.add(payload, happened.seq);
    }
}

void room::signal_heads(std::size_t present, timestamp now) {
    constexpr auto slot = signal_slot<head_count>;
    const head_count value{.present = static_cast<int>(present)};
    const auto frame = head_count_.offer(value, settings_.signals[slot], present, now);
    if (!frame) return;
    for (const auto shard : audiences_) hooks_.publish_signal(shard, slot, frame);
}

void room::take_media(participant_id from, std::string_view bytes) {
    if (!is_media_frame(bytes) || !may_send_media(shown_, from)) return counts_.media_dropped.add();
    counts_.media_taken.add();
    show_media(bytes);
    if (auto* const nodes = hooks_.nodes()) nodes->tell_media(bytes);
}

void room::show_media(std::string_view bytes) {
    if (audiences_.empty()) return;
    std::string frame;
    append_binary_frame(frame, bytes);
    const auto shared = std::make_shared<const std::string>(std::move(frame));
    for (const auto shard : audiences_) hooks_.publish_media(shard, shared);
}

}  // namespace aula
