// SPDX-License-Identifier: MIT
// The heap of the C library, malloc(3).
#ifndef REALFORK_FORK_C_HEAP_H_
#define REALFORK_FORK_C_HEAP_H_

#include "memory.h"

namespace realfork {

// Finds where it begins. Once, when the addon loads.
void InitCHeap();

// Where the main thread's part of it lies; empty if that is not known.
MemoryRange CHeap();

// Gives back what the C library keeps for later: a child would inherit it page
// by page, and has free pages of its own for less. From now on it puts small
// pieces together at once. It would do so with all of them at the first large
// one that it is asked for, in each child: a write to each page they lie on.
void TrimCHeap();

}  // namespace realfork

#endif  // REALFORK_FORK_C_HEAP_H_
