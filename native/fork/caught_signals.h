// SPDX-License-Identifier: MIT
// Signals that the parent had caught, and its event loop not yet dispatched,
// are the parent's alone.
#ifndef REALFORK_FORK_CAUGHT_SIGNALS_H_
#define REALFORK_FORK_CAUGHT_SIGNALS_H_

#include <uv.h>

namespace realfork {

// In the child, before any of its threads can catch a signal. No malloc.
void ForgetCaughtSignals(uv_loop_t* loop);

// In the child of a fork in the middle of a poll: libuv reads up to 32 signals
// at once, and the callback that forked may be that of the first. From here to
// EndOfPoll() the rest of them is ignored; signals of the child's own are not.
void IgnoreReadSignals(uv_loop_t* loop);
void EndOfPoll();

}  // namespace realfork

#endif  // REALFORK_FORK_CAUGHT_SIGNALS_H_
