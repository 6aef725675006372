#pragma once

#include <functional>
#include <string>

#include "event_loop.hpp"
#include "wire.hpp"

namespace aula::load {

struct http_reply {
    int status = 0;  ///< 0: the connection broke before there was one.
    std::string head;
    std::string body;

    /// The first value of a string field of the JSON body, such as a ticket.
    std::string text_of(std::string_view field) const;
    std::string cookie() const;
};

/// The text of a `POST` with a JSON body, as a page of ours sends it.
std::string post_text(
    const target& to, std::string_view path, std::string_view cookie, std::string_view body,
    bool is_kept
);

/// One connection for requests, one at a time.
class http_line : public watcher {
public:
    using reply_to = std::function<void(const http_reply&)>;

    http_line(event_loop& loop, const target& to, std::size_t number);

    /// `answer` is called once, with status 0 when the connection breaks.
    void ask(std::string request, reply_to answer);
    void ready(std::uint32_t events) override;
    bool is_broken() const { return is_broken_; }

private:
    void send_if_open();
    void take(std::string_view bytes);
    void fail();

    wire wire_;
    bool is_broken_ = false;
    std::string request_;
    std::string received_;
    reply_to answer_;
};

}  // namespace aula::load
