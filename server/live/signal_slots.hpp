#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "generated/messages.hpp"
#include "live/publication.hpp"

namespace aula {

/// The newest frame of each kind of signal, and which of them a subscriber lacks.
///
/// Every change of a slot has a version, and a subscriber remembers the last version that it was
/// sent. So a subscriber needs four bytes, however many signals the contract has.
class signal_slots {
public:
    void set(std::size_t slot, shared_frame frame) {
        all_[slot] = {std::move(frame), ++last_};
        for (const auto which : {viewer_class::attendees, viewer_class::staff}) {
            if (is_for(slot, which)) newest_[slot_of(which)] = last_;
        }
    }

    /// The last version that this class of viewer is shown; 0 before the first.
    std::uint32_t newest(viewer_class which) const { return newest_[slot_of(which)]; }

    /// A frame that a subscriber lacks; empty behind the last one.
    struct due {
        const std::string* frame = nullptr;
        std::uint32_t version = 0;
    };
    /// What a subscriber lacks that has seen everything up to `seen`, the oldest change first.
    std::array<due, signal_kinds> lacking(viewer_class which, std::uint32_t seen) const {
        std::array<due, signal_kinds> found{};
        std::size_t count = 0;
        for (std::size_t slot = 0; slot < signal_kinds; ++slot) {
            const auto& [frame, version] = all_[slot];
            if (!frame || version <= seen || !is_for(slot, which)) continue;
            auto at = count++;
            for (; at > 0 && found[at - 1].version > version; --at) found[at] = found[at - 1];
            found[at] = {frame.get(), version};
        }
        return found;
    }

private:
    struct kept {
        shared_frame frame;
        std::uint32_t version = 0;
    };

    static bool is_for(std::size_t slot, viewer_class which) {
        return which == viewer_class::staff || signals_seen_by[slot] == audience_class::everyone;
    }

    std::array<kept, signal_kinds> all_;
    std::array<std::uint32_t, viewer_classes> newest_{};
    std::uint32_t last_ = 0;
};

}  // namespace aula
