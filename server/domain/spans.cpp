#include "domain/spans.hpp"

#include <algorithm>

namespace aula {

time_spans merged(const time_spans& in_order, milliseconds grace) {
    time_spans joined;
    for (const auto& span : in_order) {
        if (joined.empty()) {
            joined.push_back(span);
            continue;
        }
        auto& last = joined.back();
        const auto gap = span.from - last.to;
        if (gap <= milliseconds::zero() || gap < grace) {
            last.to = std::max(last.to, span.to);
        } else {
            joined.push_back(span);
        }
    }
    std::erase_if(joined, [](const time_span& span) { return span.from >= span.to; });
    return joined;
}

time_spans intersection(const time_spans& one, const time_spans& other) {
    time_spans common;
    auto a = one.begin();
    auto b = other.begin();
    while (a != one.end() && b != other.end()) {
        const time_span both{std::max(a->from, b->from), std::min(a->to, b->to)};
        if (both.from < both.to) common.push_back(both);
        if (a->to < b->to) {
            ++a;
        } else {
            ++b;
        }
    }
    return common;
}

time_spans rest_of(const time_spans& of, const time_spans& without) {
    time_spans left;
    auto gone = without.begin();
    for (auto span : of) {
        while (gone != without.end() && gone->to <= span.from) ++gone;
        for (auto at = gone; at != without.end() && at->from < span.to; ++at) {
            if (span.from < at->from) left.push_back({span.from, at->from});
            span.from = std::max(span.from, at->to);
        }
        if (span.from < span.to) left.push_back(span);
    }
    return left;
}

milliseconds total(const time_spans& of) {
    milliseconds sum{};
    for (const auto& span : of) sum += span.length();
    return sum;
}

}  // namespace aula
