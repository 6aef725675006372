#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "mail/carrier.hpp"

namespace aula {
namespace fs = std::filesystem;
namespace {

bool write_all(int to, std::string_view text) {
    while (!text.empty()) {
        const auto wrote = ::write(to, text.data(), text.size());
        if (wrote < 0 && errno != EINTR) return false;
        if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ::fsync(to) == 0;
}

class file_carrier final : public mail_carrier {
public:
    explicit file_carrier(fs::path folder) : folder_(std::move(folder)) {}

    result<void> carry(const envelope& letter) override {
        std::error_code why;
        fs::create_directories(folder_, why);
        const auto file = folder_ / (letter.id.text() + ".eml");
        const auto unfinished = folder_ / ("." + letter.id.text() + ".part");
        const int to = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        const bool is_written = to >= 0 && write_all(to, letter.text);
        if (to >= 0) ::close(to);
        if (is_written) fs::rename(unfinished, file, why);
        if (is_written && !why) return {};
        fs::remove(unfinished, why);
        return {error_code::storage_full, "The letter cannot be written to " + file.string() + "."};
    }

    void stop() override {}  // a file is written at once

private:
    const fs::path folder_;
};

}  // namespace

std::unique_ptr<mail_carrier> make_file_carrier(fs::path folder) {
    return std::make_unique<file_carrier>(std::move(folder));
}

}  // namespace aula
