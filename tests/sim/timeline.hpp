#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sim/dice.hpp"

namespace aula::sim {

/// What a step is called where steps are printed.
struct label {
    const char* what;
    std::int64_t a = -1;
    std::int64_t b = -1;
};

/// To whom a step belongs: the server's go when its process goes, and wait while it is frozen.
enum class owner : std::uint8_t { world, server };

/// The order in which everything happens: the queue of what is to come, and the virtual clock.
///
/// One step is one function; nothing happens between steps. Steps of the same instant run in the
/// order in which they were planned.
class timeline {
public:
    using action = std::function<void()>;

    instant now() const { return now_; }
    std::uint64_t steps() const { return steps_; }
    void at(instant when, owner whose, label called, action what);
    void after(microseconds time, owner whose, label called, action what) {
        at(now_ + time, whose, called, std::move(what));
    }

    bool step();  ///< False when nothing is to come.
    void drop_server();
    void freeze_server(instant until) { frozen_until_ = std::max(frozen_until_, until); }

    /// Goes into the story and the digest: whatever must be the same when the seed is run again.
    void note(label of);
    void note_bytes(std::string_view bytes);
    std::uint64_t digest() const { return digest_; }
    std::vector<std::string> last_steps() const;
    bool prints = false;  ///< Each step, as it happens.

private:
    struct entry {
        instant when;
        std::uint64_t number;
        owner whose;
        label called;
        action what;
    };
    struct told {
        instant when;
        std::uint64_t step;
        label called;
    };
    static bool comes_later(const entry& one, const entry& other);
    void mix(std::uint64_t value);
    static std::string text_of(const told& one);

    static constexpr std::size_t remembered = 64;

    instant now_{};
    instant frozen_until_{};
    std::uint64_t steps_ = 0;
    std::uint64_t planned_ = 0;
    std::uint64_t digest_ = 0xCBF29CE484222325U;
    std::vector<entry> queue_;  ///< A heap; the next one in front.
    std::array<told, remembered> story_{};
    std::size_t told_ = 0;
};

/// The server's clock in a simulated world.
class virtual_clock final : public server_clock {
public:
    explicit virtual_clock(const timeline& of) : of_(of) {}
    timestamp now() const override { return at(of_.now()); }
    static timestamp at(instant when) { return beginning + std::chrono::floor<milliseconds>(when); }
    static constexpr timestamp beginning{std::chrono::hours{24 * 20'000}};

private:
    const timeline& of_;
};

}  // namespace aula::sim
