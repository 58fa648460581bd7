// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_HUGE_PAGES_H_
#define REALFORK_FORK_HUGE_PAGES_H_

namespace realfork {

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
