#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "api/access_rates.hpp"
#include "api/server_addresses.hpp"
#include "api/upload_quotas.hpp"

namespace aula {

struct api_settings {
    std::string public_url;  ///< The origin people open, without a slash at the end:
                             ///< `https://aula.example.org`.
    server_addresses addresses;
    std::filesystem::path data_folder;
    milliseconds grace{15'000};  ///< A shorter gap in somebody's presence is no gap.
    api_rates rates;
    upload_quotas quotas;
    std::uint64_t upload_max = 50ULL << 20;  ///< Bytes of one upload that does not say its size.
};

}  // namespace aula
