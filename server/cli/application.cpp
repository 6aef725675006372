#include "cli/application.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <string>
#include <thread>
#include <vector>

#include "api/api.hpp"
#include "auth/tickets.hpp"
#include "base/clock.hpp"
#include "base/config_rules.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/process.hpp"
#include "cli/measurements.hpp"
#include "cli/wiring.hpp"
#include "decks/deck_renderer.hpp"
#include "decks/deck_shelf.hpp"
#include "live/hall.hpp"
#include "net/listener.hpp"
#include "net/metrics_door.hpp"
#include "store/store.hpp"

namespace aula::cli {
namespace {

namespace asio = boost::asio;

constexpr seconds drain_time{5};

shard_set make_shards(std::size_t count) {
    shard_set shards;
    for (std::size_t index = 0; index < count; ++index) {
        shards.push_back(std::make_unique<shard>(index));
    }
    return shards;
}

std::size_t shard_count(const config& with, application::doors open) {
    if (open == application::doors::operators) return 1;
    if (with.server.shards > 0) return with.server.shards;
    return std::max(1U, std::thread::hardware_concurrency());
}

result<asio::ip::tcp::endpoint> resolve(const std::string& setting, const std::string& listen) {
    const auto at = parse_listen(listen);
    asio::io_context io(1);
    asio::ip::tcp::resolver resolver(io);
    boost::system::error_code failed;
    const auto found = resolver.resolve(
        at->host, std::to_string(at->port), asio::ip::resolver_base::passive, failed
    );
    if (failed) {
        return {error_code::unavailable, setting + " = " + listen + ": " + failed.message() + "."};
    }
    return found.begin()->endpoint();
}

void warn_of_few_descriptors(const config& with) {
    const auto wanted = with.limits.connections;
    const auto needed = wanted + descriptors_beside_connections;
    const auto allowed = descriptor_limit();
    if (allowed >= needed) return;
    log::warn(
        "people will be turned away before limits.connections is reached: each is an open file",
        {{"limits.connections", wanted},
         {"files_allowed", allowed},
         {"remedy", "set LimitNOFILE (ulimit -n) to at least " + std::to_string(needed)}}
    );
}

/// Members are declared in the order in which they need each other, and so end in the right one
/// too.
class running_application final : public application {
public:
    running_application(
        const config& with, doors open, std::unique_ptr<store> kept, const mailbox& sender,
        std::span<const embedded_file> client
    )
        : config_(with),
          store_(std::move(kept)),
          mailer_(*store_, mail_carrier_of(with), mailer_settings_of(sender, clock_)),
          shelf_(with.server.data),
          renderer_(shelf_),
          shards_(make_shards(shard_count(with, open))),
          hall_(shards_, *store_, clock_, live_settings_of(with)),
          api_(
              api_parts{
                  .kept = *store_,
                  .live = hall_,
                  .doors = tickets_,
                  .renderer = renderer_,
                  .shelf = shelf_,
                  .clock = clock_,
                  .mail_queued = [this] { mailer_.wake(); },
                  .settings = api_settings_of(with),
              },
              client
          ),
          net_{
              .api = api_,
              .live = hall_,
              .redeem = redeem_with(tickets_, clock_),
              .settings = net_settings_of(with),
          } {}

    result<void> open(doors which) {
        if (auto ready = shelf_.prepare(); !ready) return ready;
        if (renderer_.kind() == sandbox_kind::limits_only) log::warn(describe(renderer_.kind()));
        if (auto local = open_operators_door(); !local) return local;
        if (which == doors::all) {
            warn_of_few_descriptors(config_);
            if (auto network = open_public_doors(); !network) return network;
            if (auto measured = open_metrics_door(); !measured) return measured;
        }
        for (const auto& each : shards_) each->start();
        hall_.start();
        if (metrics_door_) metrics_door_->start();
        asio::co_spawn(shards_.front()->io(), api_.resume_decks(), asio::use_future).get();
        return {};
    }

    std::uint16_t metrics_port() const override {
        return metrics_door_ ? metrics_door_->port() : std::uint16_t{0};
    }

    result<void> reload() override {
        if (config_.tls.certificate.empty()) return {};
        auto tls = load_tls({.certificate = config_.tls.certificate, .key = config_.tls.key});
        if (!tls) return tls.error();
        for (const auto& each : listeners_) each->use(*tls);
        return {};
    }

    void stop() override {
        if (metrics_door_) metrics_door_->stop();
        for (const auto& each : listeners_) each->stop();
        hall_.drain(drain_time);
        renderer_.stop();
        mailer_.stop();
        for (const auto& each : shards_) each->stop();
        store_->stop();
    }

private:
    std::shared_ptr<listener> add_listener(shard& home) {
        return listeners_.emplace_back(std::make_shared<listener>(home, net_, open_sockets_));
    }

    result<void> open_operators_door() {
        return add_listener(*shards_.front())->listen_local(config_.server.data / "aula.sock");
    }

    result<void> open_public_doors() {
        tls_context tls;
        if (!config_.tls.certificate.empty()) {
            auto loaded =
                load_tls({.certificate = config_.tls.certificate, .key = config_.tls.key});
            if (!loaded) return loaded.error();
            tls = *loaded;
        }
        const auto at = resolve("server.listen", config_.server.listen);
        if (!at) return at.error();
        for (const auto& each : shards_) {
            if (auto bound = add_listener(*each)->listen_tcp(*at, tls); !bound) return bound;
        }
        return {};
    }

    result<void> open_metrics_door() {
        if (config_.metrics.listen.empty()) return {};
        const auto at = resolve("metrics.listen", config_.metrics.listen);
        if (!at) return at.error();
        add_sources(
            metrics_,
            {
                .connections_max = config_.limits.connections,
                .kept = *store_,
                .live = hall_,
                .doors = tickets_,
                .requests = api_,
                .renderer = renderer_,
                .letters = mailer_,
                .listeners = listeners_,
            }
        );
        metrics_door_ = std::make_unique<metrics_door>(metrics_, hall_);
        if (auto bound = metrics_door_->listen(*at); !bound) return bound;
        log::info(
            "metrics are served",
            {{"address", at->address().to_string()}, {"port", metrics_door_->port()}}
        );
        return {};
    }

    const config config_;
    const server_clock clock_;
    std::unique_ptr<store> store_;
    mailer mailer_;
    tickets tickets_;
    const deck_shelf shelf_;
    deck_renderer renderer_;
    shard_set shards_;
    hall hall_;
    api api_;
    net_parts net_;
    std::shared_ptr<std::atomic<std::size_t>> open_sockets_ =
        std::make_shared<std::atomic<std::size_t>>(0);
    std::vector<std::shared_ptr<listener>> listeners_;
    metrics metrics_;
    std::unique_ptr<metrics_door> metrics_door_;
};

}  // namespace

result<std::unique_ptr<application>> application::start(
    const config& with, doors open, std::span<const embedded_file> client
) {
    const auto sender = parse_mailbox(with.mail.from);
    if (!sender) {
        return {
            error_code::invalid, "mail.from = \"" + with.mail.from +
                                     "\" must be an address, such as Aula <aula@example.org>."
        };
    }
    auto kept = open_sqlite_store({.folder = with.server.data, .readers = 2});
    if (!kept) return kept.error();
    auto made =
        std::make_unique<running_application>(with, open, std::move(*kept), *sender, client);
    if (auto opened = made->open(open); !opened) return opened.error();
    return std::unique_ptr<application>(std::move(made));
}

}  // namespace aula::cli
