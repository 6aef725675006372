#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

namespace aula::test {

/// What is written to standard error while it lives.
class captured_stderr {
public:
    captured_stderr() : file_(std::tmpfile()), before_(::dup(STDERR_FILENO)) {
        ::dup2(::fileno(file_), STDERR_FILENO);
    }
    ~captured_stderr() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        std::fclose(file_);
    }
    captured_stderr(const captured_stderr&) = delete;
    captured_stderr& operator=(const captured_stderr&) = delete;

    std::string text() const {
        std::string all;
        std::array<char, 4096> piece{};
        for (;;) {
            const auto at = static_cast<off_t>(all.size());
            const auto size = ::pread(::fileno(file_), piece.data(), piece.size(), at);
            if (size <= 0) return all;
            all.append(piece.data(), static_cast<std::size_t>(size));
        }
    }

private:
    std::FILE* file_;
    int before_;
};

}  // namespace aula::test
