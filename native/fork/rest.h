// SPDX-License-Identifier: MIT
// Threads at rest: they are there as memory only, with all they need to come
// back, and cost neither the kernel nor fork() anything. Whoever is about to
// wake one recalls it first. So a child that needs no helper thread has none.
#ifndef REALFORK_FORK_REST_H_
#define REALFORK_FORK_REST_H_

#include <pthread.h>
#include <stddef.h>

#include "thread_table.h"

namespace realfork {

// Whether a frozen thread can rest: it is one of the runtime's, has nothing to
// do, sleeps until it is woken, and cannot be woken unseen.
bool MayRest(const Thread* thread);

// With all threads frozen, before MayRest(): learns where those of the runtime
// sleep that have nothing to do.
void NoteRestingPlaces();

// The thread has no kernel thread any more, or has none in this child.
void LayToRest(Thread* thread);

// Gives the threads at rest that sleep on this memory a kernel thread again.
// Async-signal-safe.
void RecallSleepersAt(const void* start, size_t size);

// Likewise those that sleep in an event loop that this descriptor may wake.
void RecallLoops(int fd);

void RecallThread(pthread_t record);

// While threads are frozen, none is recalled.
void LockRest();
void UnlockRest();

}  // namespace realfork

#endif  // REALFORK_FORK_REST_H_
