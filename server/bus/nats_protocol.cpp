#include "bus/nats_protocol.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "bus/bus.hpp"

namespace aula {
namespace {

constexpr std::string_view line_end = "\r\n";

error not_nats(std::string_view what) {
    return {error_code::invalid, "it does not speak NATS's protocol: " + std::string(what)};
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc{} || stop != end) return {};
    return number;
}

/// The words of a line with at most four: how many there are, five for more.
std::size_t split(std::string_view line, std::array<std::string_view, 4>& words) {
    std::size_t count = 0;
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.empty()) return count;
        if (count == words.size()) return count + 1;
        words[count] = line.substr(0, line.find_first_of(" \t"));
        line.remove_prefix(words[count++].size());
    }
}

/// -ERR 'Authorization Violation'
std::string_view unquoted(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(" '"), text.size());
    return text.substr(begin, text.find_last_not_of(" '") + 1 - begin);
}

std::optional<nats_operation> simple_operation(std::string_view word, std::string_view rest) {
    if (word == "PING") return nats_ping{};
    if (word == "PONG") return nats_pong{};
    if (word == "+OK") return nats_ok{};
    if (word == "INFO") return nats_info{rest};
    if (word == "-ERR") return nats_complaint{unquoted(rest)};
    return {};
}

}  // namespace

void nats_parser::feed(std::string_view bytes) {
    const auto skipped = std::min<std::uint64_t>(skip_, bytes.size());
    skip_ -= skipped;
    bytes.remove_prefix(static_cast<std::size_t>(skipped));
    if (begin_ > 0) bytes_.erase(0, begin_);
    begin_ = 0;
    bytes_.append(bytes);
}

result<std::optional<nats_operation>> nats_parser::next() {
    const auto rest = std::string_view(bytes_).substr(begin_);
    const auto end = rest.find(line_end);
    const auto size = end == std::string_view::npos ? rest.size() - rest.ends_with('\r') : end;
    if (size > line_max) return not_nats("a line without an end");
    if (end == std::string_view::npos) return std::optional<nats_operation>{};
    const auto line = rest.substr(0, end);
    const auto word = line.substr(0, line.find_first_of(" \t"));
    const auto arguments = line.substr(word.size());
    if (word == "MSG") return message(arguments, end + line_end.size());
    auto found = simple_operation(word, arguments);
    if (!found) return not_nats("an unknown operation");
    begin_ += end + line_end.size();
    return found;
}

/// MSG <subject> <subscription> [reply-to] <bytes>, and the body on a line of its own.
result<std::optional<nats_operation>> nats_parser::message(
    std::string_view arguments, std::size_t line_size
) {
    std::array<std::string_view, 4> words;
    const auto count = split(arguments, words);
    if (count != 3 && count != 4) return not_nats("a message without its size");
    const auto subscription = number_in(words[1]);
    const auto size = number_in(words[count - 1]);
    if (!subscription || !size || *size > UINT32_MAX) return not_nats("a message without its size");
    const auto rest = std::string_view(bytes_).substr(begin_ + line_size);
    const auto whole = static_cast<std::size_t>(*size) + line_end.size();
    if (*size > bus::body_max) {
        const auto here = std::min(whole, rest.size());
        skip_ = whole - here;
        begin_ += line_size + here;
        return std::optional<nats_operation>(nats_oversized{*subscription});
    }
    if (rest.size() < whole) return std::optional<nats_operation>{};
    if (rest.substr(whole - line_end.size(), line_end.size()) != line_end) {
        return not_nats("a message of another size");
    }
    begin_ += line_size + whole;
    const nats_message found{*subscription, rest.substr(0, whole - line_end.size())};
    return std::optional<nats_operation>(found);
}

void append_publish(std::string& to, std::string_view subject, std::string_view body) {
    to.append("PUB ").append(subject).append(" ").append(std::to_string(body.size()));
    to.append(line_end).append(body).append(line_end);
}

std::string subscribe_line(std::string_view subject, std::uint64_t subscription) {
    return "SUB " + std::string(subject) + " " + std::to_string(subscription) + "\r\n";
}

std::string unsubscribe_line(std::uint64_t subscription) {
    return "UNSUB " + std::to_string(subscription) + "\r\n";
}

}  // namespace aula
