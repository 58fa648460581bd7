// SPDX-License-Identifier: MIT
// What libuv uses for signals and for watching files.
#ifndef REALFORK_FORK_LOOP_PIPES_H_
#define REALFORK_FORK_LOOP_PIPES_H_

#include <uv.h>

#include <vector>

namespace realfork {

// Finds libuv's signal lock pipe. Once, when the addon loads.
void FindLockPipe();

// The ends of the pipes of libuv and of its loops, the lock pipe too, as far as
// they were there when the addon was loaded.
void FindRuntimePipes();
const std::vector<int>& RuntimePipes();

// In the child: private ones under the same numbers. Returns 0 or an errno.
int ReplaceLoopPipes(const uv_loop_t* main_loop);

}  // namespace realfork

#endif  // REALFORK_FORK_LOOP_PIPES_H_
