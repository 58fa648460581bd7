// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_HUGE_PAGES_H_
#define REALFORK_FORK_HUGE_PAGES_H_

#include <stddef.h>

namespace realfork {

constexpr size_t kHugePage = size_t{2} * 1024 * 1024;
// For madvise(2): makes one of small pages at once; since Linux 6.1.
constexpr int kCollapse = 25;

// Once, when the addon loads.
void InitHugePages();

// Whether the system has them, of 2 MB, and does not forbid them.
bool HasHugePages();

// In a process that has forked before: turns some more of V8's heap and of the
// C library's into huge pages, where the system has any. To do so takes as long
// as some forks save.
void MakeHeapCheaper();

}  // namespace realfork

#endif  // REALFORK_FORK_HUGE_PAGES_H_
