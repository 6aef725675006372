#include "frame_reader.hpp"

#include <array>

namespace aula::load {
namespace {

constexpr std::uint32_t fixed_mask = 0x37fa213d;  // secrecy is not what it is measured for

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
    for (int at = bytes - 1; at >= 0; --at) out += static_cast<char>(value >> (8 * at) & 0xff);
}

void append_masked(std::string& out, std::string_view bytes, std::uint32_t mask) {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const auto key = static_cast<std::uint8_t>(mask >> (8 * (3 - at % 4)));
        out += static_cast<char>(static_cast<std::uint8_t>(bytes[at]) ^ key);
    }
}

}  // namespace

std::optional<frame_head> frame_head::parse(std::string_view bytes) {
    if (bytes.size() < 2) return {};
    const auto first = static_cast<std::uint8_t>(bytes[0]);
    const auto length_byte = static_cast<std::uint8_t>(bytes[1]);
    frame_head head{.kind = static_cast<opcode>(first & 0x0f), .is_final = (first & 0x80) != 0};
    const std::size_t short_length = length_byte & 0x7f;
    const std::size_t length_bytes = short_length == 127 ? 8 : short_length == 126 ? 2 : 0;
    const std::size_t mask_bytes = (length_byte & 0x80) != 0 ? 4 : 0;
    head.head_bytes = 2 + length_bytes + mask_bytes;
    if (bytes.size() < head.head_bytes) return {};
    head.payload_bytes =
        length_bytes > 0 ? big_endian(bytes.substr(2, length_bytes)) : short_length;
    if (mask_bytes > 0) {
        head.mask = static_cast<std::uint32_t>(big_endian(bytes.substr(2 + length_bytes, 4)));
    }
    return head;
}

void frame_reader::append(const frame_head& head, std::string_view payload) {
    append_masked(message_, payload, head.mask.value_or(0));
}

std::string client_frame(opcode kind, std::string_view payload) {
    std::string frame(1, static_cast<char>(0x80 | static_cast<std::uint8_t>(kind)));
    const int length_bytes = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
    const auto marker = length_bytes == 0 ? payload.size() : length_bytes == 2 ? 126U : 127U;
    frame += static_cast<char>(0x80 | marker);
    append_big_endian(frame, payload.size(), length_bytes);
    append_big_endian(frame, fixed_mask, 4);
    append_masked(frame, payload, fixed_mask);
    return frame;
}

}  // namespace aula::load
