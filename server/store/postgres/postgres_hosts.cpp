#include "store/postgres/postgres_hosts.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace aula {
namespace {

struct options_closer {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::vector<std::string> parts_of(const char* value) {
    std::vector<std::string> parts;
    if (value == nullptr) return parts;
    std::string_view left(value);
    for (;;) {
        const auto comma = left.find(',');
        parts.emplace_back(left.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        left.remove_prefix(comma + 1);
    }
}

}  // namespace

postgres_hosts::postgres_hosts(const std::string& url) {
    const std::unique_ptr<PQconninfoOption, options_closer> options(
        PQconninfoParse(url.c_str(), nullptr)
    );
    if (!options) return;  // connecting will say what is wrong with it
    for (const auto* each = options.get(); each->keyword != nullptr; ++each) {
        const std::string_view name(each->keyword);
        if (name == "host") hosts_ = parts_of(each->val);
        if (name == "hostaddr") addresses_ = parts_of(each->val);
        if (name == "port") ports_ = parts_of(each->val);
    }
    count_ = std::max({hosts_.size(), addresses_.size(), std::size_t{1}});
}

postgres_hosts::order postgres_hosts::from(std::size_t first) const {
    const auto by = first % count_;
    if (by == 0) return {};
    return {
        .host = rotated(hosts_, by),
        .hostaddr = rotated(addresses_, by),
        .port = rotated(ports_, by),
    };
}

/// One value for all of them stays as it is.
std::string postgres_hosts::rotated(const list& all, std::size_t by) const {
    if (all.size() != count_) return {};
    std::string joined;
    for (std::size_t at = 0; at < count_; ++at) {
        if (at > 0) joined += ',';
        joined += all[(at + by) % count_];
    }
    return joined;
}

}  // namespace aula
