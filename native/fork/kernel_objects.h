// SPDX-License-Identifier: MIT
// The kernel objects behind event loops. A child shares them with its parent
// unless they are replaced: it would take the parent's wake-ups and delete its
// watchers.
#ifndef REALFORK_FORK_KERNEL_OBJECTS_H_
#define REALFORK_FORK_KERNEL_OBJECTS_H_

#include <uv.h>

namespace realfork {

// In the parent, while nothing runs: notes what the child must replace.
// Returns 0 or an errno: EMFILE if there is no room for the two descriptors
// that the child needs for a moment, EOVERFLOW if there are too many objects,
// ENOTSUP if there is an io_uring that the child could not let go of.
int NoteKernelObjects(const uv_loop_t* main_loop);

// Of those noted: whether the loops but the main one are woken by writes to
// eventfds, and by nothing else.
bool InnerLoopsWatchEventfdsOnly();

// Whether a write to the descriptor may wake one of those.
bool WakesInnerLoop(int fd);

// In the child, before anything runs: puts fresh objects under the same
// numbers. The main loop's own epoll starts empty; event_loop.h fills it.
// Returns 0 or an errno.
int ReplaceKernelObjects(const uv_loop_t* main_loop);

}  // namespace realfork

#endif  // REALFORK_FORK_KERNEL_OBJECTS_H_
