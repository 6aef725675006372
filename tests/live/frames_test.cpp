#include "live/frames.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "generated/codec.hpp"

using namespace aula;

namespace {

std::string head_of(std::size_t payload, std::size_t bytes) {
    std::string out;
    append_text_frame(out, std::string(payload, 'x'));
    CHECK(out.size() == bytes + payload);
    return out.substr(0, bytes);
}

logged_event said(seq_number seq, const std::string& text) {
    logged_event happened;
    happened.seq = seq;
    happened.what = chat_posted{participant_id{7}, "Ada", role::attendee, text};
    return happened;
}

std::string encoded(const logged_event& of) {
    std::string out;
    encode(out, of, of.seq - 1);
    return out;
}

}  // namespace

TEST_CASE("a text frame's length takes the shortest of the three forms of RFC 6455 §5.2") {
    CHECK(head_of(0, 2) == std::string("\x81\x00", 2));
    CHECK(head_of(125, 2) == "\x81\x7d");
    CHECK(head_of(126, 4) == std::string("\x81\x7e\x00\x7e", 4));
    CHECK(head_of(65535, 4) == "\x81\x7e\xff\xff");
    CHECK(head_of(65536, 10) == std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST_CASE("a close frame carries its code in network order and its reason") {
    CHECK(close_frame(4001, "lagging") == std::string("\x88\x09\x0f\xa1lagging"));
}

TEST_CASE("a ping frame carries its payload") {
    CHECK(
        ping_frame("aula") ==
        "\x89\x04"
        "aula"
    );
}

TEST_CASE("a frame loses its words in its place, and stays a frame of the same length") {
    for (const std::size_t length : {1U, 17U, 60U, 200U, 2000U, 70'000U}) {
        CAPTURE(length);
        frame_run run;
        run.add(encoded(said(4, "before")), 4);
        run.add(encoded(said(5, std::string(length, '#'))), 5);
        run.add(encoded(said(9, "after")), 9);
        const auto whole = run.bytes;
        take_words_back(payload_of(run.find(5)));
        CHECK(run.bytes.size() == whole.size());
        CHECK(run.bytes.find('#') == std::string::npos);
        CHECK(run.bytes.starts_with(whole.substr(0, run.marks[0].end)));
        CHECK(run.bytes.ends_with(whole.substr(run.marks[1].end)));
        const auto payload = payload_of(run.find(5));
        const auto read = decode_server(std::string_view(payload.data(), payload.size()));
        REQUIRE(read);
        CHECK(std::get<received_event>(*read) == received_event{said(5, ""), 4});
        const auto once = run.bytes;
        take_words_back(payload_of(run.find(5)));
        CHECK(run.bytes == once);
    }
}

TEST_CASE("an event that a run does not have has no frame in it") {
    frame_run run;
    CHECK(run.find(1).empty());
    run.add(encoded(said(4, "here")), 4);
    for (const seq_number seq : {3U, 5U}) CHECK(payload_of(run.find(seq)).empty());
    take_words_back(payload_of(run.find(3)));
    CHECK(run.bytes.find("here") != std::string::npos);
}
