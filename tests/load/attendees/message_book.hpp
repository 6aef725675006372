#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "histogram.hpp"

namespace aula::load {

/// What came of the messages of one stream.
struct stream_figures {
    histogram delivery;  ///< From the author's send to one attendee.
    histogram whole;     ///< From the author's send to the last attendee.
    histogram ack;       ///< From the author's send to the author's `ok`.
    std::uint64_t sent = 0;
    std::uint64_t acked = 0;
    std::uint64_t delivered = 0;
    std::uint64_t missing = 0;     ///< Deliveries that never came; filled in by `close`.
    std::uint64_t unanswered = 0;  ///< Messages of which nothing was ever heard, nor seen.
    std::map<std::string, std::uint64_t, std::less<>> refusals;
};

/// Every message that was sent, by its number, and how many deliveries of it are still due.
///
/// Numbers grow through the life of the process; only those since `open` are kept.
class message_book {
public:
    void open(std::size_t streams);
    /// Counts what is still due: as missing if anybody has seen the message or it was acknowledged.
    /// Nothing is noted any more until `open`.
    void close();

    /// A new message's number. Only `is_timed` ones come into the histograms.
    std::uint32_t sent(std::size_t stream, std::uint32_t readers, bool is_timed);
    void delivered(std::uint32_t number, nanos at);
    void acked(std::uint32_t number, nanos at);
    void refused(std::uint32_t number, std::string_view reason);

    std::uint32_t next_number() const { return next_; }
    /// Messages that are neither with everybody nor refused.
    std::size_t outstanding() const { return outstanding_; }
    std::uint64_t deliveries() const { return deliveries_; }
    /// Goes on without what is outstanding: it stays missing.
    void give_up_outstanding() { outstanding_ = 0; }
    const std::vector<stream_figures>& streams() const { return streams_; }

private:
    struct message {
        nanos sent_at = 0;
        std::uint32_t readers = 0;
        std::uint32_t due = 0;
        std::uint16_t stream = 0;
        bool is_timed = false;
        bool is_answered = false;
    };
    message* find(std::uint32_t number);
    void settle();

    std::uint32_t first_ = 1;
    std::uint32_t next_ = 1;
    std::vector<message> messages_;
    std::vector<stream_figures> streams_;
    std::size_t outstanding_ = 0;
    std::uint64_t deliveries_ = 0;
};

nlohmann::json figures(const stream_figures& of);

}  // namespace aula::load
