// SPDX-License-Identifier: MIT
// What libuv uses for signals and for watching files.
#ifndef REALFORK_FORK_LOOP_PIPES_H_
#define REALFORK_FORK_LOOP_PIPES_H_

#include <uv.h>

namespace realfork {

// Finds libuv's signal lock pipe. Once, when the addon loads.
void FindLockPipe();

// In the child: private ones under the same numbers. Returns 0 or an errno.
int ReplaceLoopPipes(const uv_loop_t* main_loop);

}  // namespace realfork

#endif  // REALFORK_FORK_LOOP_PIPES_H_
