// SPDX-License-Identifier: MIT
// Where V8's heap lies. V8 asks for each piece of it at a random address, so
// that each takes page tables of its own, and fork() copies them entry by
// entry. Side by side the pieces take a fraction of the tables, and can be huge
// pages, of which there is one entry for 512.
#ifndef REALFORK_FORK_HEAP_PLACE_H_
#define REALFORK_FORK_HEAP_PLACE_H_

#include "memory.h"

namespace realfork {

// Pieces that are asked for from now on lie side by side. Once, on the main
// thread.
void GatherHeap();

// Where they lie: whole huge pages of one mapping.
MemoryRange HeapPlace();

}  // namespace realfork

#endif  // REALFORK_FORK_HEAP_PLACE_H_
