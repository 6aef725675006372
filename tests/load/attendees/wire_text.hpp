#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aula::load {

/// Commands with such refs are not chat messages and are not in the book.
constexpr std::uint32_t first_control = 1'000'000'000;

// The few texts of the protocol that the generator reads and writes. It reads by position, not with
// a JSON parser, because it has to take millions of messages in a second on one core.

/// Ends the head of an HTTP message.
constexpr std::string_view head_end = "\r\n\r\n";

/// Takes the digits at the front of `from`.
std::uint64_t take_number(std::string_view& from);
/// True, and `from` goes on behind it, when `from` begins with `expected`.
bool take_prefix(std::string_view& from, std::string_view expected);
/// The number of a message from the mark at the end of its text; 0 when there is none.
std::uint32_t number_of(std::string_view chat_posted);

std::string upgrade_text(std::string_view authority, std::string_view origin, bool is_aula);
std::string hello_text(
    std::string_view ticket, std::string_view session, std::uint64_t since, bool listens
);
std::string command_text(std::string_view type, std::uint32_t ref);
std::string show_slide_text(std::uint32_t number, std::string_view deck, std::size_t page);
/// The page of a `slide_shown`.
std::size_t page_of(std::string_view slide_shown);
/// `text_bytes` of text that end with the number's mark.
std::string post_chat_text(std::uint32_t number, std::size_t text_bytes);
/// A media frame as long as 60 ms of speech; the number stands in its header.
std::string media_frame(std::uint32_t number);
/// The number of a media frame; 0 for what is none.
std::uint32_t number_of_media(std::string_view frame);
/// What a room without a protocol is given to send on: as long as our own chat message.
std::string echo_text(std::uint32_t number, std::size_t payload_bytes);

}  // namespace aula::load
