#include <utility>

#include "base/log.hpp"
#include "mail/carrier.hpp"
#include "mail/outbox_folder.hpp"

namespace aula {
namespace {

class file_carrier final : public mail_carrier {
public:
    explicit file_carrier(std::filesystem::path folder) : outbox_(std::move(folder)) {}

    result<void> carry(const envelope& letter) override {
        return outbox_.put(letter.id, letter.text);
    }

    void take_back(mail_id letter) override {
        if (const auto removed = outbox_.remove(letter); !removed) {
            log::warn(
                "the file of a deleted letter stays until the next start",
                {{"mail", letter.text()}, {"why", removed.error().detail}}
            );
        }
    }

    void stop() override {}  // a file is written at once

private:
    const outbox_folder outbox_;
};

}  // namespace

std::unique_ptr<mail_carrier> make_file_carrier(std::filesystem::path folder) {
    return std::make_unique<file_carrier>(std::move(folder));
}

}  // namespace aula
