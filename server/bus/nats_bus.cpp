#include "bus/nats_bus.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <utility>

#include "base/ensure.hpp"
#include "bus/nats_credentials.hpp"
#include "bus/nats_link.hpp"

namespace aula {
namespace {

namespace asio = boost::asio;

class nats_subscription final : public bus::subscription {
public:
    nats_subscription(std::shared_ptr<switchboard> board, std::shared_ptr<receiver> to)
        : board_(std::move(board)), to_(std::move(to)) {}
    ~nats_subscription() override {
        board_->remove(number_);
        to_->close();
    }
    void begin(const std::string& subject) { number_ = board_->add(subject, to_); }

private:
    std::shared_ptr<switchboard> board_;
    std::shared_ptr<receiver> to_;
    std::uint64_t number_ = 0;
};

class nats_bus final : public bus {
public:
    nats_bus(std::vector<nats_url> servers, const nats_settings& as)
        : link_(std::move(servers), as) {
        link_.start();
    }

    bool publish(const std::string& subject, std::string_view body) override {
        ensure(is_subject(subject), "a subject is words with dots between them");
        return link_.board()->publish(subject, body);
    }
    std::unique_ptr<subscription> subscribe(const std::string& subject, take each) override {
        ensure(is_subject(subject), "a subject is words with dots between them");
        auto made = std::make_unique<nats_subscription>(
            link_.board(), std::make_shared<receiver>(std::move(each))
        );
        made->begin(subject);
        return made;
    }
    bool is_connected() const override { return link_.board()->is_connected(); }
    void on_change(std::function<void(bool)> tell) override { link_.on_change(std::move(tell)); }
    bus_statistics statistics() const override { return link_.board()->statistics(); }
    void stop() override { link_.stop(); }

private:
    nats_link link_;
};

result<std::vector<nats_url>> checked(const nats_settings& settings) {
    auto servers = parse_nats_urls(settings.url);
    if (!servers) {
        return {error_code::invalid, "bus.url must be nats://host:port or tls://host:port."};
    }
    if (auto fine = check_ca(settings.ca); !fine) return fine.error();
    if (settings.credentials.empty()) return *std::move(servers);
    if (auto fine = nats_credentials::read(settings.credentials); !fine) return fine.error();
    return *std::move(servers);
}

asio::awaitable<void> visit(
    std::shared_ptr<nats_connection> over, std::optional<result<nats_peer>>& answer
) {
    auto said = co_await over->open();
    answer.emplace(std::move(said));
    over->give_up("it was only a visit");
}

}  // namespace

result<std::unique_ptr<bus>> open_nats_bus(const nats_settings& settings) {
    auto servers = checked(settings);
    if (!servers) return servers.error();
    return std::unique_ptr<bus>(std::make_unique<nats_bus>(*std::move(servers), settings));
}

result<std::vector<nats_finding>> inspect_nats(const nats_settings& settings) {
    const auto servers = checked(settings);
    if (!servers) return servers.error();
    std::vector<nats_finding> found;
    for (const auto& each : *servers) {
        asio::io_context io(1);
        std::optional<result<nats_peer>> answer;
        auto over = std::make_shared<nats_connection>(io, each, settings);
        asio::co_spawn(io, visit(over, answer), asio::detached);
        io.run();
        found.push_back({each, *std::move(answer)});
    }
    return found;
}

}  // namespace aula
