#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace aula {

/// The servers that a URL names, `postgres://one,two/aula`.
///
/// libpq tries them in order and goes on to the next when one refuses, or is a standby and
/// `target_session_attrs` wants another. But one that takes the connection and then closes it (a
/// proxy without a server behind it) or says nothing (a machine that hangs) ends the whole attempt.
/// So each attempt begins with another server than the one before.
class postgres_hosts {
public:
    explicit postgres_hosts(const std::string& url);

    /// 1 at least, also when the URL is wrong or leaves it to the environment.
    std::size_t count() const { return count_; }

    /// Parameters of libpq that overrule the URL's; empty where the URL's own will do.
    struct order {
        std::string host;
        std::string hostaddr;
        std::string port;
    };
    /// All of them, beginning with the one of this number; beyond the last it begins anew.
    order from(std::size_t first) const;

private:
    using list = std::vector<std::string>;

    std::string rotated(const list& all, std::size_t by) const;

    list hosts_;
    list addresses_;
    list ports_;
    std::size_t count_ = 1;
};

}  // namespace aula
