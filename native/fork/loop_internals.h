// SPDX-License-Identifier: MIT
// The two things in libuv's loop that uv.h does not declare and that the child
// of a fork must not share: the batch of events being handled, and the io_uring
// through which libuv (1.47 and later) changes its epoll.
#ifndef REALFORK_FORK_LOOP_INTERNALS_H_
#define REALFORK_FORK_LOOP_INTERNALS_H_

#include <uv.h>

namespace realfork {

// Finds the loop's ring. Once; false if there is one that cannot be found.
bool InitLoopInternals(uv_loop_t* loop);

// Marks the rest of the running batch as void, as libuv itself does when a
// descriptor is closed in the middle of one.
void VoidEventBatch(uv_loop_t* loop);

// From now on the loop calls epoll_ctl(2), as it does where there is no ring.
void DropRing();

}  // namespace realfork

#endif  // REALFORK_FORK_LOOP_INTERNALS_H_
