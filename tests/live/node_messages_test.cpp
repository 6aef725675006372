#include "live/node_messages.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace aula;

namespace {

const timestamp said_time{milliseconds{1'772'445'600'120}};

std::vector<node_message> one_of_each() {
    const logged_event said{
        4,
        said_time,
        {7},
        "key-of-ada",
        chat_posted{.who = {7}, .name = "Ada", .role = role::attendee, .text = "\"h\u00e9\""}
    };
    const logged_event ended{5, said_time, {}, "", session_ended{}};
    node_call call{{9}, "n2", 17, node_call::kind::submit, {7}, "key-of-ada", post_chat{"hello"}};
    node_call act{{9}, "n2", 18, node_call::kind::act, {}, "", change_role{{7}, role::lecturer}};
    node_call flush{{9}, "n2", 19, node_call::kind::flush, {}, "", {}};
    crowd_report report;
    report.session = {9};
    report.from = "n2";
    report.incarnation = 3;
    report.epoch = 2;
    report.number = 11;
    report.is_first = true;
    report.is_whole = false;
    const crowd_report::end gone{milliseconds{250}, leave_reason::lost};
    report.stays.push_back({{7}, "Ada", role::moderator, milliseconds{400}, {}});
    report.stays.push_back({{8}, "Ben", role::attendee, milliseconds{700}, gone});
    return {
        log_grew{{9}, {said, ended}},
        room_beat{{9}, "n1", 2, 5, 160000, {}},
        room_beat{{9}, "n1", 2, 5, 95, {{{7}, milliseconds{250}, leave_reason::lost}}},
        media_sent{{9}, "n2", std::string("\x01\0\xff\x80 opus", 9)},
        call,
        act,
        flush,
        node_answer{{9}, 17, 5, {}},
        node_answer{{9}, 17, {}, refusal::muted},
        node_answer{{9}, 17, {}, {}},
        report,
        report_heard{{9}, 2, 11, true, {{7}, {8}}},
        login_ended{{5}},
        login_renamed{{5}, {6}},
        person_sent_away{{7}, close_code::logged_out},
        session_deleted{{9}},
        room_released{{9}, 3, {}},
        room_released{{9}, 3, {{{7}, milliseconds{250}, leave_reason::lost}}},
        node_lost{"n3", 4},
        tickets_revoked{{5}, {}},
        ticket_shown{"n2", 4, "a-ticket", {9}, "https://aula.example.org"},
        ticket_taken{4, true, {7}, {5}, "Ada", role::attendee},
    };
}

}  // namespace

TEST_CASE("what a node says is understood by another") {
    for (const auto& said : one_of_each()) {
        const auto heard = decode_node_letter(encode_node_letter(said, 12, said_time));
        REQUIRE_MESSAGE(heard, heard.error().detail);
        CHECK(*heard == node_letter{said, 12, said_time});
        const auto read = node_message_from_text(node_message_as_text(said));
        REQUIRE_MESSAGE(read, read.error().detail);
        CHECK(*read == said);
    }
}

TEST_CASE("a message about a session says which") {
    for (const auto& said : one_of_each()) {
        const bool is_about_one = session_of(said) == session_id{9};
        const bool is_to_all = std::holds_alternative<login_ended>(said) ||
                               std::holds_alternative<login_renamed>(said) ||
                               std::holds_alternative<person_sent_away>(said) ||
                               std::holds_alternative<node_lost>(said) ||
                               std::holds_alternative<tickets_revoked>(said) ||
                               std::holds_alternative<ticket_taken>(said);
        CHECK(is_about_one != is_to_all);
    }
}

TEST_CASE("a beat of the version before, which says nothing of who is absent, is understood") {
    const auto heard = node_message_from_text(
        R"({"is":"room_beat","session":9,"owner":"n1","epoch":2,"end":5,"present":95})"
    );
    REQUIRE(heard);
    CHECK(*heard == node_message(room_beat{{9}, "n1", 2, 5, 95, {}}));
}

TEST_CASE("a letter of the version before, which says nothing of its time, is understood") {
    const std::string bytes = "\xa2\x62is\x6blogin_ended\x65login\x05";
    const auto heard = decode_node_letter(bytes);
    REQUIRE_MESSAGE(heard, heard.error().detail);
    CHECK(*heard == node_letter{login_ended{{5}}, 0, {}});
}

TEST_CASE("what is no message, or only a part of one, is an error") {
    CHECK(!decode_node_letter(""));
    CHECK(!decode_node_letter("{\"is\":\"log_grew\"}"));
    for (const auto& said : one_of_each()) {
        auto bytes = encode_node_letter(said, 12, said_time);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            CHECK(!decode_node_letter(std::string_view(bytes).substr(0, length)));
        }
        // Whatever a byte becomes, we get a message or an error.
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            auto broken = bytes;
            broken[at] = static_cast<char>(broken[at] ^ 0x15);
            (void)decode_node_letter(broken);
        }
    }
}
