// SPDX-License-Identifier: MIT
// What must be known of the C library's own thread record (struct pthread).
#ifndef REALFORK_FORK_THREAD_LAYOUT_H_
#define REALFORK_FORK_THREAD_LAYOUT_H_

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

namespace realfork {

// Finds the offsets; false if this C library keeps its records otherwise.
// Once, when the addon loads: it starts a thread to look at.
bool FindThreadLayout();

// The kernel's id of a thread: written by the kernel when the thread starts,
// cleared and woken when it ends, which is how pthread_join(3) knows.
pid_t* ThreadIdWord(pthread_t thread);

// What the thread was started with: pthread_create(3)'s last two arguments.
uintptr_t StartRoutine(pthread_t thread);
uintptr_t StartArgument(pthread_t thread);

}  // namespace realfork

#endif  // REALFORK_FORK_THREAD_LAYOUT_H_
