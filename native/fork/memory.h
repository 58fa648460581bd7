// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_MEMORY_H_
#define REALFORK_FORK_MEMORY_H_

#include <stdint.h>
#include <stdlib.h>

#include "proc.h"

namespace realfork {

struct MemoryRange {
  uintptr_t start;
  uintptr_t end;
};

// Calls visit(range, line) for each line of /proc/self/maps, without malloc.
template <typename Visit>
void ForEachMapping(Visit visit) {
  ForEachLine("/proc/self/maps", [&visit](const char* line) {
    char* dash;
    const uintptr_t start = strtoull(line, &dash, 16);
    visit(MemoryRange{start, strtoull(dash + 1, nullptr, 16)}, line);
  });
}

// Finds what lies above the program's own memory, and lets V8 keep nothing from
// children any more. Once, when the addon loads.
void InitMemory();

// Lets the child of a fork inherit every private mapping that there is. At
// every fork: where V8 cannot be kept from it, it marks new ones all the time.
void MakeMemoryInheritable();

}  // namespace realfork

#endif  // REALFORK_FORK_MEMORY_H_
