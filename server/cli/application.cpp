#include "cli/application.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "api/api.hpp"
#include "auth/tickets.hpp"
#include "base/clock.hpp"
#include "base/config_rules.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/needed_memory.hpp"
#include "base/process.hpp"
#include "cli/bound_ports.hpp"
#include "cli/cluster_part.hpp"
#include "cli/doorways.hpp"
#include "cli/measurements.hpp"
#include "cli/pulse.hpp"
#include "cli/wiring.hpp"
#include "decks/deck_renderer.hpp"
#include "decks/deck_shelf.hpp"
#include "decks/page_fetcher.hpp"
#include "live/hall.hpp"
#include "net/metrics_door.hpp"
#include "net/temporary_file.hpp"
#include "store/open_store.hpp"

namespace aula::cli {
namespace {

namespace asio = boost::asio;

constexpr seconds drain_time{5};    // for people to go
constexpr seconds answer_time{6};   // for requests to be answered, from the beginning of the drain
constexpr seconds leaving_time{7};  // for uploads to be told that they are given up

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

std::unique_ptr<page_fetcher> make_page_copies(page_cache* into, const deck_shelf& of) {
    return into == nullptr ? nullptr : std::make_unique<page_fetcher>(*into, of.decks());
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
        std::span<const embedded_file> client, surroundings around, bound_ports ports
    )
        : ports_(std::move(ports)),
          config_(with),
          around_(std::move(around)),
          store_(std::move(kept)),
          mailer_(*store_, mail_carrier_of(with), mailer_settings_of(with, sender, clock_)),
          sends_mail_(!with.mail.smtp_url.empty()),
          shelf_(deck_shelf_of(with)),
          renderer_(shelf_, deck_limits_of(with)),
          page_cache_(page_cache_of(with)),
          shards_(make_shards(shard_count(with, open))),
          page_copies_(make_page_copies(page_cache_.get(), shelf_)),
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
                  .settings = api_settings_of(with, addresses_),
                  .reload = [this] { return reload(); },
                  .phase = [this] { return net_.phase.load(); },
                  .stuck = [this] { return pulse_ ? pulse_->stuck() : std::string{}; },
                  .aside = [this] { return cluster_ ? cluster_->why_aside() : std::string_view{}; },
                  .is_apart = [this] { return cluster_ && cluster_->is_apart(); },
                  .sends_mail = [this] { return sends_mail_.load(); },
                  .copies = page_copies_.get(),
              },
              client
          ),
          net_{
              .api = api_,
              .live = hall_,
              .redeem = redeem_with(tickets_, clock_),
              .settings = net_settings_of(with),
          } {
        net_.phase = server_phase::starting;
        remove_leftovers(net_.settings.temporary);
    }

    result<void> open(doors which) {
        if (auto ready = shelf_.prepare(); !ready) return ready;
        if (page_cache_) {
            if (auto ready = page_cache_->prepare(); !ready) return ready;
        }
        if (!config_.store.url.empty()) {
            if (auto joined = join_cluster(which); !joined) return joined;
        }
        if (renderer_.kind() == sandbox_kind::limits_only) log::warn(describe(renderer_.kind()));
        const auto local = config_.server.data / "aula.sock";
        if (auto opened = doors_.open_local(*shards_.front(), local); !opened) return opened;
        if (which == doors::all) {
            warn_of_few_descriptors(config_);
            auto opened = doors_.open_public(shards_, *ports_.everybody, config_, clock_.now());
            if (!opened) return opened;
            if (auto measured = open_metrics_door(); !measured) return measured;
            // Before the shards run, because their requests ask it.
            pulse_ = std::make_unique<pulse>(shards_, *store_, around_.on_beat);
        }
        if (cluster_) cluster_->start();
        for (const auto& each : shards_) each->start();
        hall_.start();
        if (metrics_door_) metrics_door_->start();
        asio::co_spawn(shards_.front()->io(), api_.resume_decks(), asio::use_future).get();
        net_.phase = server_phase::serving;
        if (which == doors::all) hall_.tend_begun_sessions();
        return {};
    }

    std::uint16_t metrics_port() const override {
        return metrics_door_ ? metrics_door_->port() : std::uint16_t{0};
    }

    server_addresses addresses() const override { return addresses_; }

    result<config_change> reload() override {
        const std::lock_guard one_at_a_time(reloading_);
        auto outcome = reload_now();
        log_reload(outcome);
        return outcome;
    }

    ~running_application() override { end_threads(); }

    farewell stop() override {
        const auto begun = std::chrono::steady_clock::now();
        farewell said;
        if (pulse_) pulse_->stop();
        net_.phase = server_phase::draining;
        said.told = doors_.sum_of(&net_metrics::websockets_open);
        doors_.close_public();    // the operator may still look
        hall_.drain(drain_time);  // whoever has left the room still says goodbye to the socket
        doors_.wait_for_none(&net_metrics::websockets_open, begun + drain_time);
        doors_.wait_for_none(&net_metrics::requests_open, begun + answer_time);
        net_.phase = server_phase::leaving;
        doors_.wait_for_none(&net_metrics::requests_open, begun + leaving_time);
        said.cut = doors_.sum_of(&net_metrics::websockets_open);
        said.requests_cut = doors_.sum_of(&net_metrics::requests_open);
        said.decks = renderer_.unfinished();
        doors_.close_local();
        end_threads();
        said.letters = mailer_.waiting();
        return said;
    }

private:
    /// In this order; also after a start that broke off. A second time does nothing.
    void end_threads() {
        if (std::exchange(is_ended_, true)) return;
        const needed_memory whole;
        if (pulse_) pulse_->stop();
        renderer_.stop();
        mailer_.stop();
        if (cluster_) cluster_->stop();
        if (metrics_door_) metrics_door_->stop();
        for (const auto& each : shards_) each->stop();
        store_->stop();
    }

    result<config_change> reload_now() {
        if (!around_.again) {
            return error{error_code::conflict, "This is a command at work, not a running server."};
        }
        auto plan = plan_reload(around_.again(), clock_.now());
        if (!plan) return plan.error();
        fill_in_port(plan->fresh, ports_.port());
        const needed_memory whole;  // everything of the new configuration counts, or nothing
        const auto change = take_over(config_, plan->fresh);
        put_to_work(change, *plan);
        return change;
    }

    /// `config_` has what is in effect now.
    void put_to_work(const config_change& change, const reload_plan& plan) {
        const auto fresh = net_settings_of(config_);
        net_.settings.connections_max = fresh.connections_max;
        net_.settings.commands_per_second = fresh.commands_per_second;
        net_.settings.commands_burst = fresh.commands_burst;
        api_.allow(api_rates_of(config_));
        api_.allow(upload_quotas_of(config_));
        renderer_.use_disk_up_to(config_.limits.disk_percent);
        log::change(log_settings_of(config_));
        const auto is_mail = [](const std::string& name) { return name.starts_with("mail."); };
        if (std::ranges::any_of(change.taken, is_mail)) {
            mailer_.use(mail_carrier_of(config_), plan.sender);
            sends_mail_ = !config_.mail.smtp_url.empty();
        }
        // The files may be new although their names are not.
        if (!config_.tls.certificate.empty() && plan.tls) doors_.use(plan.tls);
        warn_of_few_descriptors(config_);
    }

    /// A command at work on PostgreSQL is a node too: it writes to rooms that others may own.
    result<void> join_cluster(doors which) {
        auto as = config_;
        if (which == doors::operators) as.cluster.node += "-command";
        auto part = cluster_part::open(
            as, {.kept = *store_,
                 .live = hall_,
                 .doors = tickets_,
                 .redeem = redeem_with(tickets_, clock_),
                 .resume_decks =
                     [this] {
                         auto& io = shards_.front()->io();
                         asio::co_spawn(io, api_.resume_decks(), asio::detached);
                         hall_.tend_begun_sessions();
                     }}
        );
        if (!part) return part.error();
        cluster_ = *std::move(part);
        net_.redeem_elsewhere = cluster_->redeemer();
        return cluster_->enroll(which == doors::operators);
    }

    result<void> open_metrics_door() {
        if (!ports_.metrics) return {};
        add_sources(
            metrics_,
            {
                .connections_max = net_.settings.connections_max,
                .kept = *store_,
                .wal = config_.server.data / "aula.db-wal",
                .live = hall_,
                .doors = tickets_,
                .requests = api_,
                .renderer = renderer_,
                .letters = mailer_,
                .listeners = doors_.all(),
            }
        );
        if (cluster_) metrics_.add([this](metrics_text& page) { cluster_->report(page); });
        metrics_door_ = std::make_unique<metrics_door>(metrics_, hall_);
        if (auto bound = metrics_door_->listen(ports_.metrics->take()); !bound) return bound;
        const auto& at = ports_.metrics->address();
        log::info(
            "metrics are served", {{"address", at.address().to_string()}, {"port", at.port()}}
        );
        return {};
    }

    bound_ports ports_;
    config config_;  ///< What is in effect; after the start only `reload` changes it.
    const server_addresses addresses_ = addresses_of(ports_, config_);
    const surroundings around_;
    std::mutex reloading_;
    const server_clock clock_;
    std::unique_ptr<store> store_;
    mailer mailer_;
    std::atomic<bool> sends_mail_;
    tickets tickets_;
    const deck_shelf shelf_;
    deck_renderer renderer_;
    const std::unique_ptr<page_cache> page_cache_;
    shard_set shards_;
    const std::unique_ptr<page_fetcher> page_copies_;
    hall hall_;
    std::unique_ptr<cluster_part> cluster_;
    api api_;
    net_parts net_;
    doorways doors_{net_};
    metrics metrics_;
    std::unique_ptr<metrics_door> metrics_door_;
    std::unique_ptr<pulse> pulse_;
    bool is_ended_ = false;
};

}  // namespace

result<std::unique_ptr<application>> application::start(
    const config& with, doors open, std::span<const embedded_file> client, surroundings around
) {
    const auto sender = parse_mailbox(with.mail.from);
    if (!sender) {
        return {
            error_code::invalid, "mail.from = \"" + with.mail.from +
                                     "\" must be an address, such as Aula <aula@example.org>."
        };
    }
    needed_memory::keep_reserve();
    try {
        auto kept = open_store({.url = with.store.url, .folder = with.server.data});
        if (!kept) return kept.error();
        bound_ports ports;
        if (open == doors::all) {
            auto bound = bind_ports(with, shard_count(with, open));
            if (!bound) return bound.error();
            ports = *std::move(bound);
        }
        auto bound_with = with;
        fill_in_port(bound_with, ports.port());
        auto made = std::make_unique<running_application>(
            bound_with, open, std::move(*kept), *sender, client, std::move(around), std::move(ports)
        );
        if (auto opened = made->open(open); !opened) return opened.error();
        return std::unique_ptr<application>(std::move(made));
    } catch (const std::exception& refused) {
        return error{
            error_code::unavailable, std::string("The server cannot start: ") + refused.what() +
                                         ". Look at the limits on memory, files (LimitNOFILE) and "
                                         "threads (TasksMax)."
        };
    }
}

}  // namespace aula::cli
