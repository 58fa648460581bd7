// SPDX-License-Identifier: MIT
// The helper threads: frozen for the moment of the fork, revived in the child.
#ifndef REALFORK_FORK_THREADS_H_
#define REALFORK_FORK_THREADS_H_

#include <stdint.h>

namespace realfork {

// Sets up the table of threads and what a revived thread needs to know of the C
// library. Once.
bool InitThreads();
void InitRevive();

// Stops every other thread. Returns 0; ETIMEDOUT if one stays in the middle of
// work that must not happen twice, or cannot be stopped, until deadline
// (CLOCK_MONOTONIC, nanoseconds); EBUSY if one is a worker thread of the user;
// or the errno of the call that failed. Unless it returns 0, all threads are
// running again.
int FreezeThreads(uint64_t deadline);

// Lets the frozen threads run again, in the parent.
void ReleaseThreads();

// In the child: the threads that are revived must not go back to sleep.
void ForgetFreeze();

// Gives the child of a fork, which has one thread, its other threads back: the
// same stacks, thread-local storage and names, each from where it was frozen.
// Does not return if the system cannot give them within a bound.
void ReviveThreads();

uint64_t MonotonicNow();

}  // namespace realfork

#endif  // REALFORK_FORK_THREADS_H_
