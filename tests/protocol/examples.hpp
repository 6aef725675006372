#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "base/json.hpp"
#include "support/source_dir.hpp"

namespace aula {

/// `protocol/examples/*.json` by the message's name: one real message of each kind.
inline const std::map<std::string, nlohmann::json>& protocol_examples() {
    static const auto examples = [] {
        std::map<std::string, nlohmann::json> read;
        const auto folder = test::source_dir() / "protocol/examples";
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream file(entry.path());
            read[entry.path().stem().string()] = nlohmann::json::parse(file);
        }
        return read;
    }();
    return examples;
}

}  // namespace aula
