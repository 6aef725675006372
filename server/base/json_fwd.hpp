#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <nlohmann/json_fwd.hpp>
#include <type_traits>

#include "base/needed_memory.hpp"

/// nlohmann's destructor of a list or an object allocates a list for its parts, and a destructor
/// must not throw. So memory for lists of JSON values is needed memory, wherever they are made.
///
/// Each source of the server includes base/json.hpp or this file, never nlohmann's own headers.
template <
    template <class, class, class...> class Object, template <class, class...> class Array,
    class Text, class Flag, class Integer, class Unsigned, class Float,
    template <class> class Allocator, template <class, class> class Serializer, class Binary>
class std::allocator<nlohmann::basic_json<
    Object, Array, Text, Flag, Integer, Unsigned, Float, Allocator, Serializer, Binary>> {
public:
    using value_type = nlohmann::basic_json<
        Object, Array, Text, Flag, Integer, Unsigned, Float, Allocator, Serializer, Binary>;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using propagate_on_container_move_assignment = std::true_type;
    using is_always_equal = std::true_type;

    constexpr allocator() noexcept = default;
    template <class Other>
    constexpr allocator(const allocator<Other>&) noexcept {}

    /// Waits for memory; throws std::bad_array_new_length when there can be no such list.
    value_type* allocate(std::size_t count) {
        if (count > std::size_t(-1) / 2 / sizeof(value_type)) throw std::bad_array_new_length();
        const aula::needed_memory whole;
        return static_cast<value_type*>(::operator new(count * sizeof(value_type)));
    }

    void deallocate(value_type* list, std::size_t) noexcept { ::operator delete(list); }

    friend constexpr bool operator==(const allocator&, const allocator&) noexcept { return true; }
};
