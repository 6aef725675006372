#include "net/port_holder.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

namespace aula {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;
using boost::asio::ip::tcp;

/// A socket as /proc/net/tcp lists it.
struct listed_socket {
    tcp::endpoint at;
    bool is_listening = false;
    unsigned long user = 0;
    std::string inode;
};

std::uint32_t from_hex(std::string_view digits) {
    std::uint32_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number;
}

/// The kernel prints an address as 32-bit words of its own byte order: `0100007F` is 127.0.0.1.
template <class Address>
Address parse_words(std::string_view digits) {
    typename Address::bytes_type bytes{};
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
        const auto word = from_hex(digits.substr(2 * at, 8));
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
    return Address(bytes);
}

/// `0100007F:1F90`, or the same with 32 digits for IPv6.
std::optional<tcp::endpoint> parse_endpoint(std::string_view text) {
    constexpr std::size_t v4_digits = 8;
    constexpr std::size_t v6_digits = 32;
    const auto colon = text.find(':');
    if (colon != v4_digits && colon != v6_digits) return {};
    const auto port = static_cast<std::uint16_t>(from_hex(text.substr(colon + 1)));
    if (colon == v4_digits) return tcp::endpoint(parse_words<address_v4>(text), port);
    return tcp::endpoint(parse_words<address_v6>(text), port);
}

/// A line is `sl local remote state queues timer retransmits user timeout inode …`.
std::optional<listed_socket> parse_line(const std::string& line) {
    constexpr std::string_view state_of_a_listener = "0A";
    std::istringstream words(line);
    std::string skipped, local, state;
    listed_socket found;
    words >> skipped >> local >> skipped >> state >> skipped >> skipped >> skipped;
    words >> found.user >> skipped >> found.inode;
    const auto at = parse_endpoint(local);
    if (!words || !at || found.inode == "0") return {};
    found.at = *at;
    found.is_listening = state == state_of_a_listener;
    return found;
}

address without_mapping(const address& of) {
    if (!of.is_v6() || !of.to_v6().is_v4_mapped()) return of;
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, of.to_v6());
}

/// Whether one socket on `any` also has what comes to `other`.
bool covers(const address& any, const address& other) {
    return any.is_unspecified() && (any.is_v6() || other.is_v4());
}

bool overlap(const tcp::endpoint& one, const tcp::endpoint& other) {
    const auto a = without_mapping(one.address());
    const auto b = without_mapping(other.address());
    return one.port() == other.port() && (a == b || covers(a, b) || covers(b, a));
}

std::optional<listed_socket> find_socket(const tcp::endpoint& at) {
    std::optional<listed_socket> found;
    for (const auto* list : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream lines(list);
        for (std::string line; std::getline(lines, line);) {
            const auto socket = parse_line(line);
            if (!socket || !overlap(socket->at, at)) continue;
            if (socket->is_listening) return socket;
            if (!found) found = socket;
        }
    }
    return found;
}

/// What the process has open; empty when this account may not look.
std::vector<std::string> open_files(const fs::path& process) {
    std::vector<std::string> found;
    std::error_code hidden;
    fs::directory_iterator each(process / "fd", hidden);
    for (; !hidden && each != fs::directory_iterator(); each.increment(hidden)) {
        std::error_code gone;
        found.push_back(fs::read_symlink(each->path(), gone).string());
    }
    return found;
}

/// A server on PostgreSQL has a data folder too, and its lock.
fs::path data_folder_of(const std::vector<std::string>& files) {
    const auto is_lock = [](const std::string& file) { return file.ends_with("/aula.lock"); };
    const auto lock = std::ranges::find_if(files, is_lock);
    return lock == files.end() ? fs::path{} : fs::path(*lock).parent_path();
}

std::string first_line_of(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

/// Adds what is known of the process that has the socket open.
void find_process(const std::string& inode, port_holder& into) {
    const auto socket = "socket:[" + inode + "]";
    std::error_code gone;
    fs::directory_iterator each("/proc", gone);
    for (; !gone && each != fs::directory_iterator(); each.increment(gone)) {
        const auto name = each->path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto files = open_files(each->path());
        if (std::ranges::find(files, socket) == files.end()) continue;
        std::from_chars(name.data(), name.data() + name.size(), into.process);
        into.program = first_line_of(each->path() / "comm");
        into.data = data_folder_of(files);
        return;
    }
}

std::string name_of_user(unsigned long number) {
    std::array<char, 4096> text{};
    struct passwd entry{};
    struct passwd* found = nullptr;
    ::getpwuid_r(static_cast<uid_t>(number), &entry, text.data(), text.size(), &found);
    return found == nullptr ? std::to_string(number) : std::string(found->pw_name);
}

}  // namespace

bool port_holder::is_this_process() const {
    return process == ::getpid();
}

std::string port_holder::text() const {
    if (process == 0) return "another program (of the user " + user + ")";
    const auto number = "process " + std::to_string(process);
    if (data.empty()) return number + " (" + program + ")";
    return "another Aula server (" + number + ", data folder " + data.string() + ")";
}

std::optional<port_holder> find_port_holder(const tcp::endpoint& at) {
    const auto socket = find_socket(at);
    if (!socket) return {};
    port_holder found;
    found.user = name_of_user(socket->user);
    find_process(socket->inode, found);
    return found;
}

}  // namespace aula
