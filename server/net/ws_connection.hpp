#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <memory>

#include "net/http_connection.hpp"

namespace aula {

/// True when the request asks for the live endpoint by this subprotocol.
bool offers_subprotocol(std::string_view offered);

/// Serves a WebSocket from the upgrade to the close: hello and ticket first, then commands. The
/// audience writes to `out` beside it.
boost::asio::awaitable<void> serve_websocket(
    std::shared_ptr<outbox> out, net_parts& parts, const http_facts& facts,
    boost::beast::http::request<boost::beast::http::empty_body> upgrade
);

}  // namespace aula
