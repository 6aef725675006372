#!/usr/bin/env bash
# Whether every C++ source is formatted as .clang-format says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
find server tests \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format-19 --dry-run -Werror
echo '1 passed, 0 failed'
