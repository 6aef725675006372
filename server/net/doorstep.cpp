#include "net/doorstep.hpp"

#include "base/needed_memory.hpp"

namespace aula {

void doorstep::spot::stand(clock::time_point now) {
    if (is_standing_) return;
    const needed_memory whole;  // in the line and in the count, or in neither
    is_standing_ = true;
    since_ = now;
    at_ = on_->line_.insert(on_->line_.end(), this);
    ++on_->standing_[network_];
    ++on_->everywhere_;
}

void doorstep::spot::step_in() {
    if (!std::exchange(is_standing_, false)) return;
    on_->line_.erase(at_);
    --on_->everywhere_;
    const auto mine = on_->standing_.find(network_);
    if (--mine->second == 0) on_->standing_.erase(mine);
}

bool doorstep::is_too_early(clock::time_point now) const {
    return !line_.empty() && now - line_.front()->since_ < time_to_speak;
}

bool doorstep::clear_one(clock::time_point now) {
    spot* chosen = nullptr;
    std::size_t most = 0;
    std::size_t looked_at = 0;
    for (auto at = line_.begin(); at != line_.end() && looked_at < candidates; ++at, ++looked_at) {
        if (now - (*at)->since_ < time_to_speak) break;  // and so are all behind it
        const auto beside = standing_.at((*at)->network_);
        if (beside <= most) continue;  // as many: the older one goes
        most = beside;
        chosen = *at;
    }
    if (chosen == nullptr) return false;
    chosen->step_in();
    chosen->who_.cut();
    return true;
}

}  // namespace aula
