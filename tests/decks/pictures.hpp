#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

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
    for (std::size_t at = start; at < ppm.size(); ++at) {
        const auto column = (at - start) / 3 % width, row = (at - start) / 3 / width;
        const bool is_inside = column > 0 && column + 1 < width && row > 0 && row + 1 < height;
        if (!is_inside) brightest = std::max<int>(brightest, static_cast<unsigned char>(ppm[at]));
    }
    return brightest;
}

}  // namespace aula::test
