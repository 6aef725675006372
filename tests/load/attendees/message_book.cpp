#include "message_book.hpp"

#include <nlohmann/json.hpp>

namespace aula::load {

void message_book::open(std::size_t streams) {
    first_ = next_;
    messages_.clear();
    streams_.assign(streams, {});
    outstanding_ = 0;
    deliveries_ = 0;
}

void message_book::close() {
    for (const auto& each : messages_) {
        const bool is_known = each.is_answered || each.due < each.readers;
        auto& stream = streams_[each.stream];
        if (is_known) stream.missing += each.due;
        if (!is_known) ++stream.unanswered;
    }
    first_ = next_;
    messages_.clear();
}

message_book::message* message_book::find(std::uint32_t number) {
    const std::size_t at = number - first_;  // what is older than `first_` wraps round
    return at < messages_.size() ? &messages_[at] : nullptr;
}

void message_book::settle() {
    if (outstanding_ > 0) --outstanding_;
}

std::uint32_t message_book::sent(std::size_t stream, std::uint32_t readers, bool is_timed) {
    message made{.sent_at = now(), .readers = readers, .due = readers, .is_timed = is_timed};
    made.stream = static_cast<std::uint16_t>(stream);
    messages_.push_back(made);
    ++streams_[stream].sent;
    ++outstanding_;
    return next_++;
}

void message_book::delivered(std::uint32_t number, nanos at) {
    message* const of = find(number);
    if (of == nullptr || of->due == 0) return;
    auto& stream = streams_[of->stream];
    ++deliveries_;
    ++stream.delivered;
    if (of->is_timed) stream.delivery.add(at - of->sent_at);
    if (--of->due > 0) return;
    if (of->is_timed) stream.whole.add(at - of->sent_at);
    settle();
}

void message_book::acked(std::uint32_t number, nanos at) {
    message* const of = find(number);
    if (of == nullptr || of->is_answered) return;
    of->is_answered = true;
    auto& stream = streams_[of->stream];
    ++stream.acked;
    if (of->is_timed) stream.ack.add(at - of->sent_at);
}

void message_book::refused(std::uint32_t number, std::string_view reason) {
    message* const of = find(number);
    if (of == nullptr || of->is_answered) return;
    of->is_answered = true;
    ++streams_[of->stream].refusals[std::string(reason)];
    if (of->due > 0) settle();
    of->due = 0;
}

nlohmann::json figures(const stream_figures& of) {
    return {
        {"sent", of.sent},
        {"acked", of.acked},
        {"refused", of.refusals},
        {"delivered", of.delivered},
        {"missing", of.missing},
        {"unanswered", of.unanswered},
        {"delivery", figures(of.delivery)},
        {"whole", figures(of.whole)},
        {"ack", figures(of.ack)},
    };
}

}  // namespace aula::load
