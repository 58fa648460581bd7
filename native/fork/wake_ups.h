// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_WAKE_UPS_H_
#define REALFORK_FORK_WAKE_UPS_H_

namespace realfork {

// Puts functions of ours before those of the C library by which the runtime
// wakes its threads. Once, on the main thread. A runtime that is linked
// otherwise keeps its own.
void WatchWakeUps();

// Whether no thread of the runtime can be woken unseen.
bool SeesWakeUps();

// Whether the runtime has woken, or tried to wake, any thread since the last
// time this was asked.
bool TakeWokenSince();

}  // namespace realfork

#endif  // REALFORK_FORK_WAKE_UPS_H_
