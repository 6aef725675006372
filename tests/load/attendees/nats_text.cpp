#include "nats_text.hpp"

#include "wire_text.hpp"

namespace aula::load {

std::string nats_publication(std::string_view payload) {
    std::string text = "PUB room " + std::to_string(payload.size()) + "\r\n";
    return text.append(payload).append("\r\n");
}

std::size_t nats_reader::payload_bytes(std::string_view line) {
    auto last = line.substr(line.rfind(' ') + 1);
    return take_number(last);
}

}  // namespace aula::load
