#pragma once

namespace aula {

struct bus_statistics;
class metrics_text;

/// The bus's numbers as families.
void report(metrics_text& to, const bus_statistics& of);

}  // namespace aula
