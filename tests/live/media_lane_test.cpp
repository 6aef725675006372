#include "live/media_lane.hpp"

#include "live/frames.hpp"
#include "live/live_world.hpp"

using namespace aula;
using namespace aula::test;
using namespace std::chrono_literals;

namespace {

/// A media lane, its clock and its listeners, in the hands of a test. A frame carries its number.
class voice_of_one {
public:
    recording_sink& come() {
        auto& one = sinks_.emplace_back();
        lane_.join(one, now_);
        return one;
    }
    void leave(recording_sink& one) { lane_.leave(one); }
    /// Says `count` frames, one each 60 ms, with a round whenever one is due.
    void speak(int count) {
        for (; count > 0; --count) {
            std::string frame;
            append_binary_frame(frame, bytes_of(++said_));
            lane_.append(frame, now_);
            go_round();
            now_ += 60ms;
        }
    }
    void pass(milliseconds time) {
        now_ += time;
        go_round();
    }
    void go_round() {
        if (!lane_.is_due(now_)) return;
        lane_.begin_round(now_);
        ++rounds_;
        while (lane_.go_on(std::chrono::steady_clock::now() + 1s)) {
        }
    }
    static std::string bytes_of(int number) {
        std::string bytes(180, 'x');
        bytes[0] = 1;
        bytes[7] = static_cast<char>(number);
        bytes[6] = static_cast<char>(number >> 8);
        return bytes;
    }

    media_lane& lane() { return lane_; }
    const live_metrics& counts() const { return counts_; }
    int said() const { return said_; }
    int rounds() const { return rounds_; }

private:
    live_metrics counts_;
    media_lane lane_{counts_};
    timestamp now_{std::chrono::hours{1}};
    std::deque<recording_sink> sinks_;
    int said_ = 0;
    int rounds_ = 0;
};

/// The numbers of the media frames that came, in order.
std::vector<int> heard(recording_sink& by) {
    std::vector<int> numbers;
    const auto bytes = by.bytes();
    constexpr std::size_t head = 4;
    constexpr std::size_t length = 180;
    for (std::size_t at = 0; at + head + length <= bytes.size(); at += head + length) {
        REQUIRE(static_cast<unsigned char>(bytes[at]) == 0x82);
        const auto byte = [&](std::size_t place) {
            return static_cast<unsigned char>(bytes[at + head + place]);
        };
        numbers.push_back(byte(6) * 256 + byte(7));
    }
    return numbers;
}

bool is_gapless(const std::vector<int>& numbers) {
    for (std::size_t at = 1; at < numbers.size(); ++at) {
        if (numbers[at] != numbers[at - 1] + 1) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("a media frame has a known kind, a whole header, and is not too long") {
    const auto frame = [](char kind, std::size_t length) {
        return std::string(1, kind) + std::string(length - 1, '\0');
    };
    CHECK(is_media_frame(frame(1, 8)));
    CHECK(is_media_frame(frame(1, limits::media_frame_bytes_max)));
    CHECK_FALSE(is_media_frame(frame(1, limits::media_frame_bytes_max + 1)));
    CHECK_FALSE(is_media_frame(frame(1, 7)));
    CHECK_FALSE(is_media_frame(frame(0, 8)));
    CHECK_FALSE(is_media_frame(frame(2, 8)));
    CHECK_FALSE(is_media_frame({}));
}

TEST_CASE("listeners get every frame in order, two in one round") {
    voice_of_one voice;
    auto& first = voice.come();
    auto& second = voice.come();
    voice.speak(100);
    voice.pass(200ms);
    CHECK(heard(first).size() == 100);
    CHECK(is_gapless(heard(first)));
    CHECK(heard(second) == heard(first));
    CHECK(voice.rounds() <= 51);
    CHECK(voice.counts().media_skips.value() == 0);
    CHECK(voice.counts().media_bytes_sent.value() == 2 * 100 * 184);
}

TEST_CASE("a newcomer begins half a second back, and hears at once") {
    voice_of_one voice;
    voice.come();
    voice.speak(100);
    auto& late = voice.come();
    voice.pass(200ms);
    REQUIRE_FALSE(heard(late).empty());
    CHECK(heard(late).front() == 93);  // which was said 480 ms ago
    CHECK(heard(late).back() == 100);
}

TEST_CASE("a listener that stalls goes on where it was, or skips after two seconds") {
    voice_of_one voice;
    auto& short_stall = voice.come();
    auto& long_stall = voice.come();
    voice.speak(10);
    short_stall.stall_after(0);
    long_stall.stall_after(0);
    voice.speak(20);  // 1.2 s
    short_stall.flow();
    voice.speak(40);  // 2.4 s more
    long_stall.flow();
    voice.speak(10);
    voice.pass(200ms);
    CHECK(heard(short_stall).size() == 80);
    CHECK(is_gapless(heard(short_stall)));
    const auto after = heard(long_stall);
    CHECK(after.back() == 80);
    CHECK_FALSE(is_gapless(after));
    CHECK(after.size() < 10 + 2 + 10 + 9 + 2);
    CHECK(voice.counts().media_skips.value() == 1);
    CHECK_FALSE(long_stall.closed_as());
}

TEST_CASE("wherever a socket stalls, media frames arrive whole") {
    for (std::size_t stall = 0; stall < 400; stall += 7) {
        voice_of_one voice;
        auto& one = voice.come();
        one.stall_after(stall);
        voice.speak(6);
        one.flow();
        voice.speak(6);
        voice.pass(200ms);
        CHECK(one.bytes().size() == 12 * 184);
        CHECK(is_gapless(heard(one)));
    }
}

TEST_CASE("a ring that is overtaken forgets its oldest frames, and nobody is closed") {
    voice_of_one voice;
    auto& one = voice.come();
    one.stall_after(0);
    for (int each = 0; each < 1000; ++each) {  // all within two seconds
        std::string frame;
        append_binary_frame(frame, voice_of_one::bytes_of(each));
        voice.lane().append(frame, timestamp{std::chrono::hours{1}} + milliseconds{each});
    }
    one.flow();
    voice.pass(1000ms);
    const auto numbers = heard(one);
    REQUIRE_FALSE(numbers.empty());
    CHECK(numbers.back() == 999);
    CHECK(is_gapless(numbers));
    CHECK(one.bytes().size() <= limits::media_ring_bytes);
    CHECK_FALSE(one.closed_as());
}

TEST_CASE("whoever leaves in the middle takes nobody's frames along") {
    voice_of_one voice;
    auto& first = voice.come();
    auto& second = voice.come();
    auto& third = voice.come();
    voice.speak(4);
    voice.leave(first);
    voice.leave(first);  // it does not listen any more
    voice.speak(4);
    voice.pass(200ms);
    CHECK(heard(second).size() == 8);
    CHECK(heard(third).size() == 8);
    CHECK(heard(first).size() <= 4);
    CHECK(voice.lane().size() == 2);
    voice.leave(third);  // which sits where the first one sat
    voice.speak(2);
    voice.pass(200ms);
    CHECK(heard(second).size() == 10);
    CHECK(voice.lane().size() == 1);
}

TEST_CASE("a large audience is visited less often") {
    voice_of_one few, many;
    few.come();
    for (int each = 0; each < 10'000; ++each) many.come();
    few.speak(40);
    many.speak(40);
    CHECK(few.rounds() == 20);
    CHECK(many.rounds() == 10);  // 220 ms, which is every fourth frame
}
