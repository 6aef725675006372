#include "net/metrics_door.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/metrics_text.hpp"
#include "net/http_answer.hpp"

namespace aula {
namespace {

net_settings side_door() {
    using namespace std::chrono_literals;
    net_settings made;
    made.is_side_door = true;
    made.connections_max = 8;
    made.idle_time = 1s;   // to begin the request …
    made.head_time = 2s;   // … to end it …
    made.stall_time = 2s;  // … and to take the answer, which fits into the socket's buffer
    return made;
}

std::optional<viewer> nobody(const std::string&, session_id, std::string_view) {
    return {};
}

}  // namespace

boost::asio::awaitable<http_admission> metrics_api::admit(http_request&) {
    co_return http_admission{};
}

boost::asio::awaitable<http_response> metrics_api::respond(http_request& request) {
    if (request.path != "/metrics") co_return plain_error(404, "There is only /metrics here.");
    if (request.method != "GET") {
        auto refused = plain_error(405, "This address can only be read.");
        refused.headers.emplace_back("Allow", "GET, HEAD");
        co_return refused;
    }
    http_response page;
    page.headers.emplace_back("Content-Type", metrics_text::content_type);
    page.headers.emplace_back("Cache-Control", "no-store");
    page.body = all_.text();
    co_return page;
}

metrics_door::metrics_door(const metrics& all, hall& live)
    : api_(all),
      parts_{.api = api_, .live = live, .redeem = nobody, .settings = side_door()},
      home_(live.size()),
      listener_(
          std::make_shared<listener>(home_, parts_, std::make_shared<std::atomic<std::size_t>>(0))
      ) {}

result<void> metrics_door::listen(descriptor socket) {
    return listener_->serve_tcp(std::move(socket), {});
}

void metrics_door::start() {
    home_.start();
}

void metrics_door::stop() {
    listener_->stop();
    home_.stop();
}

}  // namespace aula
