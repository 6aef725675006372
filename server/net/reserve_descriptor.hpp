#pragma once

namespace aula {

/// One file descriptor kept for the moment when there is no other: with it whoever knocks can be
/// let in, or told to go instead of hanging.
///
/// Lives on: its listener's shard.
class reserve_descriptor {
public:
    reserve_descriptor() { restore(); }
    ~reserve_descriptor();
    reserve_descriptor(const reserve_descriptor&) = delete;
    reserve_descriptor& operator=(const reserve_descriptor&) = delete;

    /// Spends the reserve on whoever waits at this listening socket, which does not block. -1 when
    /// nobody waits any more, or another thread was quicker.
    int accept(int listening);

    /// Takes a reserve again if it is gone; fails when there is no descriptor.
    bool restore();

private:
    int kept_ = -1;
};

}  // namespace aula
