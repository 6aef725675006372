#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

namespace aula::test {

struct picture_size {
    int width = 0;
    int height = 0;
    bool operator==(const picture_size&) const = default;
};

/// From the bit stream's header: lossy (`VP8 `) or lossless (`VP8L`).
inline picture_size size_of_webp(const std::string& file) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(file.at(at)); };
    REQUIRE(file.starts_with("RIFF"));
    if (file.substr(12, 4) == "VP8 ") {
        return {byte(26) | (byte(27) & 0x3F) << 8, byte(28) | (byte(29) & 0x3F) << 8};
    }
    REQUIRE(file.substr(12, 4) == "VP8L");
    return {
        1 + (byte(21) | (byte(22) & 0x3F) << 8),
        1 + (byte(22) >> 6 | byte(23) << 2 | (byte(24) & 0x0F) << 10)
    };
}

/// The brightest value, 0 to 255, in the outermost rows and columns of a picture in PPM, which
/// `dwebp -ppm` writes.
inline int brightest_at_edges(const std::string& ppm) {
    std::istringstream in(ppm);
    std::string magic;
    std::size_t width = 0, height = 0, most = 0;
    in >> magic >> width >> height >> most;
    REQUIRE(in.good());
    const auto start = static_cast<std::size_t>(in.tellg()) + 1;
    REQUIRE(ppm.size() == start + width * height * 3);
    int brightest = 0;
    const auto look_at = [&](std::size_t column, std::size_t row) {
        const auto pixel = std::string_view(ppm).substr(start + (row * width + column) * 3, 3);
        for (const char value : pixel) {
            brightest = std::max<int>(brightest, static_cast<unsigned char>(value));
        }
    };
    for (std::size_t column = 0; column < width; ++column) {
        look_at(column, 0);
        look_at(column, height - 1);
    }
    for (std::size_t row = 0; row < height; ++row) {
        look_at(0, row);
        look_at(width - 1, row);
    }
    return brightest;
}

}  // namespace aula::test
