#pragma once

#include <functional>

#include "api/settings.hpp"
#include "base/clock.hpp"

namespace aula {

class store;
class rooms;
class tickets;
class deck_renderer;
class deck_shelf;

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
};

}  // namespace aula
