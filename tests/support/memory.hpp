#pragma once

#include <malloc.h>

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AULA_HAS_SANITIZED_MEMORY 1
#include <sanitizer/allocator_interface.h>
#endif
#endif

namespace aula::test {

/// The bytes that are allocated now.
inline std::size_t memory_in_use() {
#ifdef AULA_HAS_SANITIZED_MEMORY
    return __sanitizer_get_current_allocated_bytes();
#else
    return ::mallinfo2().uordblks;
#endif
}

}  // namespace aula::test
