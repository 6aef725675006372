#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "api/api.hpp"
#include "auth/tickets.hpp"
#include "base/changeable.hpp"
#include "base/metrics.hpp"
#include "decks/deck_renderer.hpp"
#include "live/hall.hpp"
#include "mail/mailer.hpp"
#include "net/listener.hpp"
#include "store/store.hpp"

namespace aula::cli {

/// The parts of the server that have numbers; all of them outlive the last scrape.
struct measured_parts {
    const changeable<std::size_t>& connections_max;
    const store& kept;
    std::filesystem::path wal;  ///< The write-ahead log's file.
    const hall& live;
    const tickets& doors;
    const api& requests;
    const deck_renderer& renderer;
    const mailer& letters;
    const std::vector<std::shared_ptr<listener>>& listeners;  ///< All of them; none comes later.
};

/// Every family that the server has, in the order of the page.
void add_sources(metrics& to, const measured_parts& of);

}  // namespace aula::cli
