#pragma once

#include <sys/types.h>

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace aula {

/// The program that has a TCP address of this machine, as far as this account may know it.
struct port_holder {
    std::string user;            ///< Whose program it is; the number when the account has no name.
    pid_t process = 0;           ///< 0 when the process is hidden from this account.
    std::string program;         ///< The program's name, such as `nginx`.
    std::filesystem::path data;  ///< The data folder when the program is an Aula server.

    bool is_this_process() const;
    /// For the end of "… is in use by".
    std::string text() const;
};

/// Finds the program that listens on this address, or on one that overlaps it (0.0.0.0 overlaps
/// every IPv4 address, [::] every address). Without a listener it finds the program whose
/// connection uses the port. Reads /proc, for some milliseconds; nothing when nobody is found.
std::optional<port_holder> find_port_holder(const boost::asio::ip::tcp::endpoint& at);

}  // namespace aula
