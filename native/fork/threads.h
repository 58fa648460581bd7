// SPDX-License-Identifier: MIT
// The helper threads: frozen for the moment of the fork, revived in the child.
#ifndef REALFORK_FORK_THREADS_H_
#define REALFORK_FORK_THREADS_H_

#include <stdint.h>

namespace realfork {

struct Thread;

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

// Likewise, but lays those to rest that may.
void RestThreads();

// In the child: the threads that are revived must not go back to sleep.
void ForgetFreeze();

// Gives the child of a fork, which has one thread, its other threads back, but
// for those that may rest.
void ReviveThreads();

// Gives a frozen thread that has no kernel thread one: with the same stack,
// thread-local storage and name, from where it was frozen. Every signal must be
// blocked. Does not return if the system cannot give one within a bound.
void ReviveThread(Thread* thread);

uint64_t MonotonicNow();

}  // namespace realfork

#endif  // REALFORK_FORK_THREADS_H_
