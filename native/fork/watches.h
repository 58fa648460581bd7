// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_WATCHES_H_
#define REALFORK_FORK_WATCHES_H_

#include <uv.h>

namespace realfork {

// In the child: watches anew, with its own inotify, what the parent watches. At
// once, even if the callback that forked is that of a watch: what the child
// does to a file next must be reported.
void RestartWatches(uv_loop_t* loop);

}  // namespace realfork

#endif  // REALFORK_FORK_WATCHES_H_
