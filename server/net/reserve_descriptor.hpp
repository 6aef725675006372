#pragma once

namespace aula {

/// One file descriptor kept for the moment when there is no other: with it whoever knocks can be
/// let in, or told to go instead of hanging.
///
/// Lives on: its listener's shard. Spend it and take it back under one lock with all other
/// listeners, or one of them takes what this one has freed.
class reserve_descriptor {
public:
    reserve_descriptor();  ///< Throws std::system_error when no file can be opened.
    ~reserve_descriptor();
    reserve_descriptor(const reserve_descriptor&) = delete;
    reserve_descriptor& operator=(const reserve_descriptor&) = delete;

    /// Frees the descriptor. False when it was gone already and cannot be had again.
    bool spend();
    /// Takes a new one if it is gone; fails when there is none.
    bool restore();
    /// Closes this socket and takes its descriptor in the same instant.
    void take_over(int socket);

private:
    int source_;  ///< Of what the reserve is a copy.
    int kept_ = -1;
};

}  // namespace aula
