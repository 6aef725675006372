#include "net/doorstep.hpp"

#include <utility>

namespace aula {

void doorstep::spot::stand() {
    if (std::exchange(is_standing_, true)) return;
    at_ = on_->line_.insert(on_->line_.end(), this);
}

void doorstep::spot::step_in() {
    if (std::exchange(is_standing_, false)) on_->line_.erase(at_);
}

bool doorstep::clear_one() {
    if (line_.empty()) return false;
    spot& oldest = *line_.front();
    oldest.step_in();
    oldest.who_.cut();
    return true;
}

}  // namespace aula
