#include "mail/mailer.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <random>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "mail/message.hpp"
#include "mail/outbox_folder.hpp"

namespace aula {
namespace {

constexpr std::size_t batch_max = 32;
constexpr std::size_t tidied_at_once = 256;

/// Waits for the store's answer. Every piece of work is answered, `unavailable` after the store's
/// stop at the latest.
template <class Answer>
class answer_of_store {
public:
    auto keep() const {
        return [promise = promise_](Answer said) { promise->set_value(std::move(said)); };
    }
    Answer wait() const { return promise_->get_future().get(); }

private:
    std::shared_ptr<std::promise<Answer>> promise_ = std::make_shared<std::promise<Answer>>();
};

template <class Work>
auto read_now(store& from, Work work) {
    const answer_of_store<std::invoke_result_t<Work&, database&>> answer;
    from.read_then(std::move(work), answer.keep());
    return answer.wait();
}

template <class Work>
auto write_now(store& to, Work work) {
    const answer_of_store<std::invoke_result_t<Work&, database&>> answer;
    to.write_then(std::move(work), answer.keep());
    return answer.wait();
}

double any_chance() {
    static thread_local std::minstd_rand source(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(source);
}

std::string message_id(const mail_record& letter, const mailbox& from) {
    const auto queued = letter.created_at.time_since_epoch().count();
    return letter.id.text() + "." + std::to_string(queued) +
           from.address.substr(from.address.find('@'));
}

}  // namespace

mailer::mailer(store& letters, std::unique_ptr<mail_carrier> carrier, mailer_settings settings)
    : letters_(letters),
      settings_(std::move(settings)),
      way_{std::move(carrier), settings_.from},
      worker_([this] { work(); }) {}

mailer::~mailer() {
    stop();
}

void mailer::wake() {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
    wake_.notify_one();
}

void mailer::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        way_.carrier->stop();
        wake_.notify_one();
    }
    if (worker_.joinable()) worker_.join();
}

void mailer::use(std::unique_ptr<mail_carrier> carrier, mailbox from) {
    const std::lock_guard lock(mutex_);
    if (is_stopped_) return;
    way_.carrier->stop();  // a letter on its way to a server that is not ours any more
    way_ = {std::move(carrier), std::move(from)};
    has_news_ = true;
    wake_.notify_one();
}

mailer::way_out mailer::current() {
    const std::lock_guard lock(mutex_);
    return way_;
}

bool mailer::is_replaced(const way_out& used) {
    const std::lock_guard lock(mutex_);
    return way_.carrier != used.carrier;
}

bool mailer::is_stopped() {
    const std::lock_guard lock(mutex_);
    return is_stopped_;
}

void mailer::pause() {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, settings_.look_every, [this] { return has_news_ || is_stopped_; });
    has_news_ = false;
}

void mailer::work() {
    while (!is_stopped()) {
        if (one_round() != round::more) pause();
    }
}

/// Without memory for them, letters wait for the next round.
mailer::round mailer::one_round() {
    try {
        tidy();
        return carry_due();
    } catch (const std::exception& thrown) {
        log::warn(
            "letters wait for a moment",
            {{"why", thrown.what()}, {"remedy", "give the machine more memory"}}
        );
        return round::trouble;
    }
}

/// The files are listed first, and then the rows: a file is written after its row.
void mailer::tidy() {
    const auto now = std::chrono::steady_clock::now();
    if (settings_.outbox.empty() || now < tidy_at_) return;
    const outbox_folder outbox(settings_.outbox);
    if (tidy_at_ == std::chrono::steady_clock::time_point{}) outbox.remove_unfinished();
    const auto letters = outbox.letters();
    for (std::span<const mail_id> rest(letters); !rest.empty() && !is_stopped();) {
        const auto some = rest.first(std::min(rest.size(), tidied_at_once));
        if (const auto removed = remove_files_without_row(some); !removed) {
            log::warn("letters' files cannot be compared", {{"why", removed.error().detail}});
            return;  // the next round tries again
        }
        rest = rest.subspan(some.size());
    }
    tidy_at_ = now + settings_.tidy_every;
}

result<void> mailer::remove_files_without_row(std::span<const mail_id> letters) {
    const std::vector<mail_id> listed(letters.begin(), letters.end());
    const auto gone =
        read_now(letters_, [listed](database& db) { return mails::without_row(db, listed); });
    if (!gone) return gone.error();
    const outbox_folder outbox(settings_.outbox);
    for (const auto letter : *gone) {
        log::info("the file of a deleted letter is removed", {{"mail", letter.text()}});
        if (auto removed = outbox.remove(letter); !removed) return removed;
    }
    return {};
}

mailer::round mailer::carry_due() {
    const auto due = read_now(letters_, [this, now = settings_.now()](database& db) {
        if (const auto queued = mails::count_queued(db)) waiting_.set(*queued);
        return mails::due(db, now, batch_max);
    });
    if (!due) {
        log::warn("letters cannot be read", {{"why", due.error().detail}});
        return round::trouble;
    }
    for (const auto& letter : *due) {
        if (is_stopped()) return round::done;
        if (!take(letter)) continue;
        if (const auto went = carry(letter); went == round::trouble) return went;
    }
    return due->size() == batch_max ? round::more : round::done;
}

/// False when another server has it, or is about to.
bool mailer::take(const mail_record& letter) {
    if (settings_.hold == milliseconds{0}) return true;
    const auto now = settings_.now();
    const auto taken = write_now(letters_, [&, until = now + settings_.hold](database& db) {
        return mails::take(db, letter.id, now, until);
    });
    return taken && *taken;
}

void mailer::put_back(const mail_record& letter) {
    if (settings_.hold == milliseconds{0}) return;
    const auto done = write_now(letters_, [&, now = settings_.now()](database& db) {
        return mails::put_back(db, letter.id, now);
    });
    if (!done) log::warn("a letter waits longer", {{"why", done.error().detail}});
}

mailer::round mailer::carry(const mail_record& letter) {
    const auto way = current();
    const auto text = to_rfc5322({
        .from = way.from,
        .to = letter.recipient,
        .subject = letter.subject,
        .body = letter.body,
        .id = message_id(letter, way.from),
        .at = letter.created_at,
    });
    if (!text) return settle(letter, text.error(), way);
    const auto carried = way.carrier->carry({letter.id, way.from.address, letter.recipient, *text});
    // Cut short by us: not an attempt.
    if (!carried && (is_stopped() || is_replaced(way))) {
        put_back(letter);
        return round::done;
    }
    return settle(letter, carried, way);
}

mailer::round mailer::settle(
    const mail_record& letter, const result<void>& carried, const way_out& way
) {
    const needed_memory whole;  // or the letter would go out a second time
    const int attempts = letter.attempts + 1;
    const bool is_lost = !carried && (carried.error().code == error_code::invalid ||
                                      attempts >= settings_.attempts_max);
    const auto next = settings_.now() + retry_delay(settings_, attempts, any_chance());
    // A mail server may quote the letter in its refusal.
    const auto why = carried ? std::string() : without_link_secrets(carried.error().detail);
    const auto note = [which = letter.id, is_sent = bool(carried), why, is_lost,
                       next](database& db) {
        if (is_sent) return mails::set_sent(db, which);
        if (is_lost) return mails::set_failed(db, which, why);
        return mails::set_delayed(db, which, next, why);
    };
    if (!carried) {
        log::warn(
            is_lost ? "letter given up" : "letter delayed",
            {{"mail", letter.id.text()}, {"attempts", attempts}, {"why", why}}
        );
    }
    // Until it is noted the letter counts as due, and carrying on would send it again and again.
    for (auto noted = write_now(letters_, note); !noted; noted = write_now(letters_, note)) {
        if (noted.error().code == error_code::not_found) {  // it was deleted meanwhile
            way.carrier->take_back(letter.id);
            break;
        }
        log::error(
            "what became of a letter cannot be saved",
            {{"mail", letter.id.text()}, {"why", noted.error().detail}}
        );
        pause();
        if (is_stopped()) return round::done;
    }
    if (carried || is_lost) waiting_.add(-1);
    const bool concerns_all = !carried && carried.error().code != error_code::invalid &&
                              carried.error().code != error_code::busy;
    return concerns_all ? round::trouble : round::done;
}

milliseconds retry_delay(const mailer_settings& settings, int attempts, double chance) {
    const int doublings = std::clamp(attempts - 1, 0, 30);
    const auto delay =
        std::min(settings.first_delay * (std::int64_t{1} << doublings), settings.delay_max);
    return std::chrono::duration_cast<milliseconds>(delay * (0.5 + chance));
}

}  // namespace aula
