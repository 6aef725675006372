#include "cli/cluster_part.hpp"

#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "bus/bus_metrics.hpp"
#include "bus/local_bus.hpp"
#include "bus/open_bus.hpp"

namespace aula::cli {
namespace {

/// Whoever was killed counts as alive for `silence_max`.
constexpr milliseconds time_to_enroll = silence_max + std::chrono::seconds{2};
constexpr milliseconds between_tries{250};

newcomer self_of(const config& with) {
    newcomer self;
    self.name = with.cluster.node;
    self.version = AULA_VERSION;
    self.address = with.server.public_url;
    self.is_alone = with.bus.url.empty();
    return self;
}

result<std::int64_t> enroll_in(store& kept, const newcomer& self, bool is_passing) {
    auto said = std::make_shared<std::promise<result<std::int64_t>>>();
    auto answer = said->get_future();
    kept.write_first_then(
        [self, is_passing](database& db) {
            auto as = nodes::enroll(db, self);
            if (!as || !is_passing) return as;
            const auto drained = nodes::drain(db, self.name, true);
            return drained ? as : result<std::int64_t>(drained.error());
        },
        [said](result<std::int64_t> as) { said->set_value(std::move(as)); }
    );
    return answer.get();
}

}  // namespace

result<std::unique_ptr<cluster_part>> cluster_part::open(const config& with, parts of) {
    auto over = open_bus(with);
    if (!over) return over.error();
    if (*over == nullptr) *over = std::make_unique<local_bus>(std::make_shared<local_exchange>());
    return std::unique_ptr<cluster_part>(new cluster_part(with, *std::move(over), std::move(of)));
}

cluster_part::cluster_part(const config& with, std::unique_ptr<bus> over, parts of)
    : store_(of.kept),
      bus_(std::move(over)),
      self_(self_of(with)),
      cluster_(*bus_, of.kept, of.live, {.self = self_, .prefix = with.cluster.name}),
      tickets_(of.doors, std::move(of.redeem), of.live, cluster_) {
    cluster::listeners all;
    tickets_.serve(all);
    all.inherit = std::move(of.resume_decks);
    cluster_.listen(std::move(all));
    of.live.join(cluster_);
}

result<void> cluster_part::enroll(bool is_passing) {
    const auto until = std::chrono::steady_clock::now() + time_to_enroll;
    for (;;) {
        const auto as = enroll_in(store_, self_, is_passing);
        if (as) {
            log::info("enrolled as a node", {{"node", self_.name}, {"incarnation", *as}});
            incarnation_ = *as;
            return {};
        }
        const bool may_change = as.error().code == error_code::conflict;
        if (!may_change || std::chrono::steady_clock::now() >= until) return as.error();
        std::this_thread::sleep_for(between_tries);
    }
}

void cluster_part::stop() {
    cluster_.stop();
    bus_->stop();
}

redeem_elsewhere cluster_part::redeemer() {
    return [this](
               const std::string& ticket, session_id where, std::string_view origin,
               std::function<void(std::optional<viewer>)> then
           ) { return tickets_.ask(ticket, where, origin, std::move(then)); };
}

std::string_view cluster_part::why_aside() const {
    if (!cluster_.is_beating()) return "cluster";
    return cluster_.is_giving_way() ? "draining" : "";
}

void cluster_part::report(metrics_text& to) const {
    aula::report(to, bus_->statistics());
}

}  // namespace aula::cli
