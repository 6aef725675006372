#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "mail/carrier.hpp"
#include "mail/mailbox.hpp"
#include "store/mails.hpp"
#include "store/store.hpp"

namespace aula {

struct mailer_settings {
    mailbox from;
    int attempts_max = 10;  ///< With the delays below a mail server may be away for eight hours.
    milliseconds first_delay{60'000};  ///< Before the second attempt; doubled for each further one.
    milliseconds delay_max{6 * 3'600'000};
    milliseconds look_every{60'000};  ///< How often the table is looked at without a `wake`.
    std::function<timestamp()> now;   ///< The server's clock.
    /// Where several servers empty one outbox: for how long a letter is the one's that took it.
    /// Longer than any attempt; after a crash it waits for so long. 0: there is one server alone.
    milliseconds hold{0};
    /// The folder of letters that were written as files, also by an earlier carrier. Empty: none.
    std::filesystem::path outbox;
    /// How often the files there are compared with the table, beside the start. Deletions at this
    /// server remove their letters at once; this is for those at other servers.
    milliseconds tidy_every{3'600'000};
};

/// Empties the outbox table: takes the letters that are due, hands them to the carrier one by one,
/// and writes down what became of each. One thread of its own; the store must outlive it.
///
/// A letter that was carried just before a crash is carried again, with the same Message-ID. One
/// that the carrier refuses for good, and one whose attempts are used up, is `failed` with the
/// reason beside it; others are tried again later, at growing intervals with jitter. While the mail
/// server is away only one letter is tried at a time, and while nothing can be written to the store
/// nothing is carried. Files in the outbox folder whose letter has no row any more are removed.
class mailer {
public:
    mailer(store& letters, std::unique_ptr<mail_carrier> carrier, mailer_settings settings);
    ~mailer();

    /// Says that a letter was queued. Safe from any thread.
    void wake();

    /// Carries by way of another carrier and for another sender from the next letter on; what is
    /// being carried is given up and tried again at once. Safe from any thread.
    void use(std::unique_ptr<mail_carrier> carrier, mailbox from);

    /// Gives up what is being carried, to be tried again after the next start, and joins the
    /// thread. Call it before the store's own `stop`.
    void stop();

    /// Letters that are queued, as of the last look at the table; from any thread.
    std::int64_t waiting() const { return waiting_.value(); }

private:
    enum class round { done, more, trouble };

    /// How letters leave: replaced as one.
    struct way_out {
        std::shared_ptr<mail_carrier> carrier;
        mailbox from;
    };

    void work();
    round one_round();
    way_out current();
    bool is_replaced(const way_out& used);
    round carry_due();
    bool take(const mail_record& letter);
    void put_back(const mail_record& letter);
    round carry(const mail_record& letter);
    round settle(const mail_record& letter, const result<void>& carried, const way_out& way);
    void pause();
    bool is_stopped();
    void tidy();
    result<void> remove_files_without_row(std::span<const mail_id> letters);

    store& letters_;
    const mailer_settings settings_;
    std::mutex mutex_;  ///< Guards the way out and the two flags.
    way_out way_;
    std::condition_variable wake_;
    bool has_news_ = false;
    bool is_stopped_ = false;
    gauge waiting_;
    std::chrono::steady_clock::time_point tidy_at_{};  ///< Of the thread alone.
    std::thread worker_;
};

/// How long to wait after so many failed attempts (1..): doubled each time, at most `delay_max`,
/// then between half and one and a half of that, by `chance` in [0, 1): a server that comes back is
/// not met by everybody at once.
milliseconds retry_delay(const mailer_settings& settings, int attempts, double chance);

}  // namespace aula
