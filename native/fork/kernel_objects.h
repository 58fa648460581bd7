// SPDX-License-Identifier: MIT
// The kernel objects behind event loops. A child shares them with its parent
// unless they are replaced: it would take the parent's wake-ups and delete its
// watchers.
#ifndef REALFORK_FORK_KERNEL_OBJECTS_H_
#define REALFORK_FORK_KERNEL_OBJECTS_H_

#include <uv.h>

namespace realfork {

// Finds libuv's signal lock pipe. Once, when the addon loads.
void InitKernelObjects();

// Whether two more descriptors can be opened, as many as freezing and replacing
// take at once: the child cannot tell its caller. Returns 0 or an errno.
int CheckDescriptorRoom();

// In the parent, while nothing runs: notes what the child must replace.
// Returns 0 or an errno.
int NoteKernelObjects();

// In the child, before anything runs: puts fresh objects under the same
// numbers. The main loop's own epoll starts empty; event_loop.h fills it.
// Returns 0 or an errno.
int ReplaceKernelObjects(uv_loop_t* main_loop);

}  // namespace realfork

#endif  // REALFORK_FORK_KERNEL_OBJECTS_H_
