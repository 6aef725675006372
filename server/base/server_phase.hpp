#pragma once

#include <cstdint>

namespace aula {

/// How far a server is with its life. It only goes forward.
enum class server_phase : std::uint8_t {
    starting,  ///< Opening its doors; decks are asked for again.
    serving,
    draining,  ///< Nobody new comes in; requests that have begun are answered.
    leaving,   ///< Uploads that are still coming are given up.
};

}  // namespace aula
