#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/metrics.hpp"

namespace aula {

enum class metric_kind : std::uint8_t { counter, gauge, histogram };

/// Names and values. Values come from small fixed sets (a reason, a shard), never from people.
using metric_labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// One scrape's answer, in Prometheus' text format 0.0.4.
///
/// A family is begun once, and the samples that follow belong to it:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
class metrics_text {
public:
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    metrics_text& family(std::string_view name, metric_kind kind, std::string_view help);
    metrics_text& counter(std::string_view name, std::string_view help) {
        return family(name, metric_kind::counter, help);
    }
    metrics_text& gauge(std::string_view name, std::string_view help) {
        return family(name, metric_kind::gauge, help);
    }
    metrics_text& histogram(std::string_view name, std::string_view help) {
        return family(name, metric_kind::histogram, help);
    }

    template <class Number>
        requires std::is_arithmetic_v<Number>
    void sample(Number value, metric_labels labels = {}) {
        line("", labels, {}, static_cast<double>(value));
    }
    void sample(const histogram_values& of, metric_labels labels = {});

    std::string take() && { return std::move(text_); }

private:
    void line(std::string_view suffix, metric_labels labels, std::string_view bound, double value);
    void label(bool is_first, std::string_view name, std::string_view value);

    std::string text_;
    std::string family_;
};

}  // namespace aula
