#include "domain/figures.hpp"

namespace aula {

std::int64_t permille_of(milliseconds part, milliseconds whole) {
    if (whole <= milliseconds::zero()) return 0;
    return part.count() * 1000 / whole.count();
}

double minutes_of(milliseconds length) {
    return static_cast<double>(length.count() / 600) / 100.0;
}

}  // namespace aula
