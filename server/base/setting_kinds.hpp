#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/clock.hpp"
#include "base/config_rules.hpp"
#include "base/nats_url.hpp"
#include "base/settings.hpp"
#include "base/units.hpp"

/// The kinds of values that a line of the table in settings.cpp can have; for that file alone.
namespace aula::setting_kinds {

/// The name, default and help of a line; the rest depends on the kind of value.
struct line {
    std::string_view name;
    std::string_view fallback;
    std::string_view help;
};

inline setting start(const line& of, std::string allowed) {
    setting made;
    made.name = of.name;
    made.fallback = of.fallback;
    made.help = of.help;
    made.allowed = std::move(allowed);
    return made;
}

inline std::string not_allowed(const std::string& allowed) {
    return "must be " + allowed;
}

/// What is the same for every kind of value. `at` names its place in the configuration: it works on
/// `config&` and `const config&` alike.
template <class Place>
setting placed(const line& of, std::string allowed, Place at) {
    auto made = start(of, std::move(allowed));
    made.is_same = [at](const config& one, const config& other) { return at(one) == at(other); };
    made.copy = [at](config& into, const config& from) { at(into) = at(from); };
    return made;
}

template <class Place>
setting text(const line& of, std::string allowed, Place at) {
    auto made = placed(of, std::move(allowed), at);
    made.take = [at](config& into, std::string_view value) {
        at(into) = value;
        return std::string{};
    };
    made.show = [at](const config& of) { return std::string(at(of)); };
    return made;
}

template <class Place>
setting secret(const line& of, std::string allowed, Place at) {
    auto made = text(of, std::move(allowed), at);
    made.is_secret = true;
    made.show = [at](const config& of) { return at(of).empty() ? "" : "(set)"; };
    return made;
}

/// A URL that may hold a password, which is not shown.
template <class Place>
setting secret_url(const line& of, std::string allowed, Place at) {
    auto made = text(of, std::move(allowed), at);
    made.is_secret = true;
    made.show = [at](const config& of) { return without_password(at(of)); };
    return made;
}

/// Servers of NATS, whose passwords and tokens are not shown.
template <class Place>
setting nats_servers(const line& of, std::string allowed, Place at) {
    auto made = text(of, std::move(allowed), at);
    made.is_secret = true;
    made.show = [at](const config& of) { return without_secrets(at(of)); };
    return made;
}

/// A name that other programs and people meet too; or empty, when `can_be_derived`.
template <class Place>
setting plain_name(const line& of, bool can_be_derived, Place at) {
    const std::string allowed = std::string("1 to 32 of a-z, 0-9 and -") +
                                (can_be_derived ? "; empty: derived from the machine's name" : "");
    auto made = text(of, allowed, at);
    made.take = [at, allowed, can_be_derived](config& into, std::string_view value) {
        if (!is_plain_name(value) && !(can_be_derived && value.empty()))
            return not_allowed(allowed);
        at(into) = value;
        return std::string{};
    };
    return made;
}

template <class Place>
setting choice(const line& of, const std::vector<std::string_view>& words, Place at) {
    std::string allowed = "one of";
    for (const auto word : words) allowed.append(allowed.size() > 6 ? ", " : " ").append(word);
    auto made = text(of, allowed, at);
    made.take = [at, words, allowed](config& into, std::string_view value) {
        if (std::ranges::find(words, value) == words.end()) return not_allowed(allowed);
        at(into) = value;
        return std::string{};
    };
    return made;
}

template <class Place>
setting number(const line& of, std::uint64_t min, std::uint64_t max, Place at) {
    const auto allowed = "a whole number, " + std::to_string(min) + " to " + std::to_string(max);
    auto made = placed(of, allowed, at);
    made.take = [at, min, max, allowed](config& into, std::string_view value) {
        std::uint64_t parsed = 0;
        const auto end = value.data() + value.size();
        const auto [stop, failed] = std::from_chars(value.data(), end, parsed);
        if (failed != std::errc{} || stop != end || parsed < min || parsed > max) {
            return not_allowed(allowed);
        }
        at(into) = parsed;
        return std::string{};
    };
    made.show = [at](const config& of) { return std::to_string(at(of)); };
    return made;
}

template <class Place>
setting duration(const line& of, milliseconds min, milliseconds max, Place at) {
    const auto allowed = "a time with its unit (ms, s, min, h, d), " + duration_text(min) + " to " +
                         duration_text(max);
    auto made = placed(of, allowed, at);
    made.take = [at, min, max, allowed](config& into, std::string_view value) {
        const auto parsed = parse_duration(value);
        if (!parsed || *parsed < min || *parsed > max) return not_allowed(allowed);
        at(into) = *parsed;
        return std::string{};
    };
    made.show = [at](const config& of) { return duration_text(at(of)); };
    return made;
}

template <class Place>
setting size(const line& of, std::uint64_t min, std::uint64_t max, Place at) {
    const auto allowed =
        "a size with its unit (B, KiB, MiB, GiB), " + size_text(min) + " to " + size_text(max);
    auto made = placed(of, allowed, at);
    made.take = [at, min, max, allowed](config& into, std::string_view value) {
        const auto parsed = parse_size(value);
        if (!parsed || *parsed < min || *parsed > max) return not_allowed(allowed);
        at(into) = *parsed;
        return std::string{};
    };
    made.show = [at](const config& of) { return size_text(at(of)); };
    return made;
}

/// For what sockets, threads, files or open pages were made from: it cannot change under them.
inline setting after_restart(setting made) {
    made.when = setting::takes_effect::restart;
    return made;
}

}  // namespace aula::setting_kinds
