#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/config.hpp"

namespace aula {

/// One line of the table of all settings. The configuration file, the environment, the flags, `aula
/// doctor` and the operating guide all read this table.
struct setting {
    std::string_view name;      ///< Section and key: `presence.grace`.
    std::string_view fallback;  ///< The default, written as an operator would.
    std::string allowed;        ///< What values there are, for people.
    std::string_view help;
    bool is_secret = false;

    /// When a changed value counts: from the next reload on, or only after a restart.
    enum class takes_effect : std::uint8_t { reload, restart };
    takes_effect when = takes_effect::reload;

    /// Takes the value over; answers what is wrong with it, or nothing.
    std::function<std::string(config&, std::string_view)> take;
    std::function<std::string(const config&)> show;
    std::function<bool(const config&, const config&)> is_same;
    std::function<void(config& into, const config& from)> copy;
};

std::string_view name_of(setting::takes_effect when);

/// All settings, in the order in which they are shown.
std::span<const setting> all_settings();

/// Null for a name that is no setting.
const setting* find_setting(std::string_view name);

/// `presence.grace` → `AULA_PRESENCE_GRACE`.
std::string environment_name(std::string_view setting_name);

}  // namespace aula
