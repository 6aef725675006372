#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string>

#include "net/chunk_scan.hpp"
#include "net/http.hpp"
#include "net/http_head.hpp"
#include "net/outbox.hpp"
#include "net/parts.hpp"
#include "net/temporary_file.hpp"

namespace aula {

using head_parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

/// Reads what follows the head of a request: JSON into memory, an upload into a file.
///
/// Bounds: JSON `http_admission::body_max` bytes in `json_time`; an upload `upload_max` bytes, at
/// the least pace of `upload_pace`.
class http_body_reader {
public:
    /// What it came to: an answer that refuses, or nothing. Then the body is in the request, or the
    /// peer has gone.
    using maybe_answer = std::optional<http_response>;

    /// `before`: bytes that came with the head.
    http_body_reader(outbox& from, net_parts& parts, boost::beast::flat_buffer& before)
        : from_(from), parts_(parts), buffer_(before) {}

    boost::asio::awaitable<maybe_answer> read(
        head_parser& head, const http_admission& admitted, http_request& request,
        temporary_file& upload
    );

private:
    boost::asio::awaitable<bool> say_continue(const head_request& head);
    boost::asio::awaitable<maybe_answer> read_json(
        head_parser& head, std::uint64_t most, http_request& request
    );
    boost::asio::awaitable<maybe_answer> read_upload(
        head_parser& head, http_request& request, temporary_file& upload
    );
    /// Answers how many bytes of the body it was.
    template <class Parser>
    boost::asio::awaitable<std::size_t> read_some(Parser& parser, io_error& failed);

    outbox& from_;
    net_parts& parts_;
    boost::beast::flat_buffer& buffer_;
    bool wants_more_ = true;  ///< What is in the buffer does not suffice for the next step.
    std::optional<chunk_scan> chunks_;
};

std::string too_large_upload(const net_parts& parts);

}  // namespace aula
