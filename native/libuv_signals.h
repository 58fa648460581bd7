// SPDX-License-Identifier: MIT
// Living beside libuv, which calls sigaction() itself when its first watcher
// for a signal starts (a handler over ours) and when its last one stops
// (SIG_DFL over ours). A watcher of our own is first and last, so it does
// neither as long as we watch.
#ifndef REALFORK_LIBUV_SIGNALS_H_
#define REALFORK_LIBUV_SIGNALS_H_

#include <signal.h>
#include <uv.h>

namespace realfork {

// Finds out libuv's handler. Once, on the loop's thread. 0 or errno.
int LearnLibuvHandler(uv_loop_t* loop, struct sigaction* action);

bool IsLibuvHandler(const struct sigaction& action);

// Keeps libuv registered for the signal. 0 or errno.
int WatchSignal(int signal);

bool IsWatched(int signal);

// If nobody else watches, libuv puts SIG_DFL back.
void UnwatchSignal(int signal);

// Puts libuv's handler back for whoever else watches, or else SIG_DFL. At no
// instant is the signal without libuv's handler if somebody does. 0 or errno.
int ReturnToLibuv(int signal);

}  // namespace realfork

#endif  // REALFORK_LIBUV_SIGNALS_H_
