#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aula {

/// Everything an operator may set. What each value means, its default and its bounds stand in one
/// table, settings.cpp.
struct config {
    struct server_section {
        std::string listen;
        std::string public_url;  ///< Empty until `load_config`, which derives it from `listen`.
        std::filesystem::path data;
        std::uint64_t shards = 0;  ///< 0: one for every core.
    } server;

    struct store_section {
        std::string url;  ///< Empty: SQLite in the data folder. May hold a password.
    } store;

    struct bus_section {
        std::string url;  ///< Empty: one node alone. May hold passwords.
        std::filesystem::path credentials;
        std::filesystem::path ca;
    } bus;

    struct cluster_section {
        std::string node;  ///< Empty until `load_config`, which derives it from the machine's name.
        std::string name;
    } cluster;

    struct decks_section {
        std::filesystem::path folder;  ///< Empty: the data folder.
        std::uint64_t cache = 0;       ///< Bytes; 0: none. Counts only with a `folder`.
    } decks;

    struct tls_section {
        std::filesystem::path certificate;
        std::filesystem::path key;
    } tls;

    struct presence_section {
        std::chrono::milliseconds grace{};
        std::chrono::milliseconds ping{};
        std::chrono::milliseconds silence{};
        std::chrono::milliseconds checkpoint{};
    } presence;

    struct lecture_section {
        std::chrono::milliseconds end_without_staff{};
        std::chrono::milliseconds end_unconfirmed{};
    } lecture;

    struct limits_section {
        std::uint64_t connections = 0;
        std::uint64_t commands_per_second = 0;
        std::uint64_t commands_burst = 0;
        std::uint64_t logins_per_minute = 0;
        std::uint64_t registrations_per_minute = 0;
        std::uint64_t upload = 0;            ///< Bytes.
        std::uint64_t uploads_per_day = 0;   ///< Bytes of one person; 0: no limit.
        std::uint64_t decks_per_course = 0;  ///< Bytes on the disk; 0: no limit.
        std::uint64_t disk_percent = 0;
    } limits;

    struct mail_section {
        std::string smtp_url;
        std::string user;
        std::string password;
        std::string from;
    } mail;

    struct metrics_section {
        std::string listen;  ///< Empty: off. Always an address of this machine alone.
    } metrics;

    struct log_section {
        std::string level;
        std::string format;
    } log;
};

/// Where values come from, weakest first; each later one overrules the earlier.
struct config_sources {
    std::string file_name;  ///< Only for messages.
    std::string file_text;  ///< TOML; empty when there is no file.
    std::vector<std::pair<std::string, std::string>> environment;
    std::vector<std::pair<std::string, std::string>> flags;  ///< Names as in `presence.grace`.
};

/// The configuration, and for every setting where its value was found: `default`, `aula.toml:3`,
/// `AULA_SERVER_LISTEN`, `flag`.
///
/// `problems` are whole sentences, each with its place and the remedy. When there are any, `values`
/// must not be used.
struct loaded_config {
    config values;
    std::map<std::string, std::string> found_in;
    std::vector<std::string> problems;
};

loaded_config load_config(const config_sources& sources);

/// How a sentence about a setting begins: `aula.toml:3: `; empty for a default.
std::string place_of(const loaded_config& in, std::string_view setting);

}  // namespace aula
