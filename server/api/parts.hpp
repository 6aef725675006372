#pragma once

#include <functional>
#include <string>

#include "api/settings.hpp"
#include "base/clock.hpp"
#include "base/config_change.hpp"
#include "base/result.hpp"
#include "base/server_phase.hpp"

namespace aula {

class store;
class rooms;
class tickets;
class deck_renderer;
class deck_shelf;
class page_fetcher;

/// What the API is made of, by reference: all of it outlives the API.
struct api_parts {
    store& kept;
    rooms& live;
    tickets& doors;
    deck_renderer& renderer;
    const deck_shelf& shelf;
    const server_clock& clock;
    std::function<void()> mail_queued;  ///< Called after letters were put into the outbox.
    api_settings settings;
    /// Reads the server's configuration again; blocks while it reads.
    std::function<result<config_change>()> reload = {};
    /// How far the server is, and which of its threads does not answer (empty: all do).
    std::function<server_phase()> phase = [] { return server_phase::serving; };
    std::function<std::string()> stuck = [] { return std::string{}; };
    /// Why newcomers had better go to another node of the cluster; empty: they need not.
    std::function<std::string_view()> aside = [] { return std::string_view{}; };
    /// Whether also those who are here had better go there.
    std::function<bool()> is_apart = [] { return false; };
    /// Whether letters leave by a mail server; otherwise they stay in the data folder.
    std::function<bool()> sends_mail = [] { return true; };
    /// Keeps copies of a shelf that is shared over a network; null: pages are served from the
    /// shelf.
    page_fetcher* copies = nullptr;
};

}  // namespace aula
