#include "sim/wire_check.hpp"

#include <utility>
#include <variant>

#include "domain/redaction.hpp"

namespace aula::sim {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::size_t head_length(std::string_view bytes) {
    return (byte_at(bytes, 1) & 0x7fU) == 126 ? 4 : 2;
}

}  // namespace

/// 0 while that cannot be told. Nothing here is longer than 64 KiB.
std::size_t frame_cutter::frame_length(std::string_view bytes) {
    if (bytes.size() < 2) return 0;
    const auto head = head_length(bytes);
    if (bytes.size() < head) return 0;
    if (head == 2) return head + (byte_at(bytes, 1) & 0x7fU);
    return head + byte_at(bytes, 2) * 256U + byte_at(bytes, 3);
}

bool frame_cutter::read(std::string_view frame, sent_frame& out) {
    const auto payload = frame.substr(head_length(frame));
    switch (byte_at(frame, 0)) {
        case 0x89:
            out.is = sent_frame::kind::ping;
            return true;
        case 0x8a:
            out.is = sent_frame::kind::pong;
            return true;
        case 0x88:
            out.is = sent_frame::kind::close;
            if (payload.size() >= 2) {
                out.code =
                    static_cast<std::uint16_t>(byte_at(payload, 0) * 256U + byte_at(payload, 1));
            }
            return true;
        case 0x81:
            break;
        default:
            return false;
    }
    auto& known = known_[std::string(payload)];
    if (!known) {
        auto read = decode_server(payload);
        if (!read) return false;
        known = std::make_shared<const server_message>(*std::move(read));
    }
    out.message = known;
    return true;
}

void wire_check::broken(const char* invariant, const std::string& how) {
    verdict_.broken(invariant, of_.who.text() + " in " + of_.where.text() + " is sent " + how);
}

void wire_check::take(const server_message& said) {
    const bool is_accepted = std::holds_alternative<accepted>(said);
    if (!is_accepted_ && !is_accepted) return broken("I3", "something before `accepted`");
    std::visit([this](const auto& one) { take_one(one); }, said);
}

void wire_check::take_one(const accepted& said) {
    if (said.you.id != of_.who || said.session != of_.where) {
        return broken("I8", "somebody else's `accepted`");
    }
    is_accepted_ = true;
    as_ = class_of(said.you.role);
    is_welcome_due_ = !said.resumed;
    if (said.seq > log().last()) return broken("I1", "a position that is not saved");
    note_shown(said.seq);
    if (!said.resumed) return;
    if (!of_.since) return broken("I3", "a resume that was not asked for");
    last_ = *of_.since;
}

void wire_check::take_one(const welcome& said) {
    if (!is_welcome_due_) broken("I3", "a welcome out of turn");
    is_welcome_due_ = false;
    if (said.seq > log().last()) return broken("I1", "a welcome of what is not saved");
    if (said.view != log().view_at(said.seq, as_)) {
        broken("I5", "a welcome that differs from the log at " + std::to_string(said.seq));
    }
    last_ = said.seq;
}

void wire_check::take_one(const received_event& said) {
    const auto seq = said.logged.seq;
    const auto text = "event " + std::to_string(seq);
    if (is_welcome_due_) return broken("I3", text + " before the welcome");
    const auto* happened = log().find(seq);
    if (happened == nullptr) return broken("I1", text + ", which is not saved");
    check_words(said.logged, *happened);
    note_shown(seq);
    const auto seen_by = sees(happened->what);
    const bool is_for_staff = seen_by == audience_class::staff;
    if (seen_by == audience_class::nobody || (is_for_staff && as_ == viewer_class::attendees)) {
        return broken("I8", text + ", which is not for them");
    }
    if (is_for_staff && !was_staff_since(seq)) {
        return broken("I8", text + " for staff, which they are not");
    }
    if (was_out_since(seq)) return broken("I8", text + " after they were removed");
    if (seq <= last_) return broken("I3", text + " again, after " + std::to_string(last_));
    if (said.prev > last_) {
        return broken("I3", text + " after " + std::to_string(last_) + ": a hole");
    }
    if (said.prev != log().before(seq, as_)) broken("I3", text + " with a wrong `prev`");
    last_ = seq;
}

/// I9: once this shard has shown that words are taken back, it sends them to nobody.
void wire_check::check_words(const logged_event& sent, const logged_event& happened) {
    const auto text = "event " + std::to_string(sent.seq);
    const auto by = log().taken_back_by(sent.seq);
    const auto less = as_ == viewer_class::attendees ? for_attendees(happened.what) : std::nullopt;
    const bool is_whole = sent.what == less.value_or(happened.what);
    const bool is_without_words = by && sent.what == without_words(happened.what);
    if (sent.at != happened.at || (!is_whole && !is_without_words)) {
        return broken("I8", text + ", which is another in the log");
    }
    if (is_whole && by && *by <= *of_.shown && !of_.is_closed()) {
        broken(
            "I9", "the words of " + text + ", which event " + std::to_string(*by) + " took back"
        );
    }
}

/// Whoever has become staff may read what staff have read before.
bool wire_check::was_staff_since(seq_number seq) {
    const auto then = log().role_before(seq, of_.who);
    const auto now = log().role_before(log().last() + 1, of_.who);
    if (!then || is_staff(*then) || is_staff(*now)) return true;
    const auto known = of_.on_roster();
    return known && is_staff(known->role);
}

/// Whoever was let in again may read what was said meanwhile.
bool wire_check::was_out_since(seq_number seq) {
    if (!log().is_removed_before(seq, of_.who)) return false;
    if (!log().is_removed_before(log().last() + 1, of_.who)) return false;
    const auto known = of_.on_roster();
    return known && known->status == participant_status::removed;
}

void wire_check::take_one(const ok& said) {
    const auto* key = of_.key_of(said.ref);
    if (key == nullptr) return broken("I8", "an answer to nothing they asked");
    if (log().became(of_.who, *key) != said.seq) {
        broken("I1", "ok for event " + std::to_string(said.seq) + ", which is not theirs");
    }
}

void wire_check::take_one(const refused& said) {
    const auto* key = of_.key_of(said.ref);
    if (key == nullptr) return broken("I8", "an answer to nothing they asked");
    const bool may_be_repeated = said.reason == refusal::busy || said.reason == refusal::too_fast ||
                                 said.reason == refusal::storage_full;
    if (!may_be_repeated && of_.is_heard() && log().became(of_.who, *key)) {
        broken("I4", "a refusal of what was done before: " + std::string(name_of(said.reason)));
    }
}

}  // namespace aula::sim
