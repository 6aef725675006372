#include "domain/redaction.hpp"

#include <utility>
#include <variant>

namespace aula {

event without_words(event what) {
    if (auto* said = std::get_if<chat_posted>(&what)) {
        said->text.clear();
    } else if (auto* deck = std::get_if<deck_attached>(&what)) {
        deck->title.clear();
        deck->hash.clear();
    } else if (auto* call = std::get_if<call_changed>(&what)) {
        call->call_url.reset();
    }
    return what;
}

bool is_taken_back(const logged_event& happened, const session& now) {
    if (std::holds_alternative<chat_posted>(happened.what)) {
        return now.chat.is_hidden(happened.seq);
    }
    if (std::holds_alternative<deck_attached>(happened.what)) {
        return !now.slides.is_attached_by(happened.seq);
    }
    if (const auto* call = std::get_if<call_changed>(&happened.what)) {
        return call->call_url && now.call.changed_at() != happened.seq;
    }
    return false;
}

logged_event redacted(logged_event happened, const session& now) {
    if (is_taken_back(happened, now)) happened.what = without_words(std::move(happened.what));
    return happened;
}

std::vector<seq_number> taken_back_by(const event& what, const session& before) {
    if (const auto* hidden = std::get_if<chat_hidden>(&what)) return {hidden->target};
    if (const auto* gone = std::get_if<deck_detached>(&what)) {
        return before.slides.attachments_of(gone->deck);
    }
    if (std::holds_alternative<call_changed>(what) && before.call.url()) {
        return {before.call.changed_at()};
    }
    return {};
}

}  // namespace aula
