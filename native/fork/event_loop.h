// SPDX-License-Identifier: MIT
// The main event loop across a fork: what uv_loop_fork(3) is for, done so that
// it works under the callback that is running and beside living threads.
#ifndef REALFORK_FORK_EVENT_LOOP_H_
#define REALFORK_FORK_EVENT_LOOP_H_

#include <uv.h>

namespace realfork {

// Learns when the loop is polling. Once, on the main thread.
void InitEventLoop(uv_loop_t* loop);

// In the child, after its kernel objects were replaced and before anything
// runs: forgets the events the parent had received, asks for all anew, and
// lets go of memory shared with the parent. No malloc.
void DetachEventLoop();

// In the child, with all threads running: what takes malloc.
void RepairHandles();

}  // namespace realfork

#endif  // REALFORK_FORK_EVENT_LOOP_H_
