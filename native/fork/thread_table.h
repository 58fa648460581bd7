// SPDX-License-Identifier: MIT
// The helper threads that are known, and what each needs to come back.
#ifndef REALFORK_FORK_THREAD_TABLE_H_
#define REALFORK_FORK_THREAD_TABLE_H_

// longjmp(3) to another stack is the point here, not an attack.
#undef _FORTIFY_SOURCE

#include <pthread.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <atomic>

#include "interruption.h"

namespace realfork {

struct Thread {
  std::atomic<pid_t> tid;     // 0: none, or a free place
  std::atomic<bool> resting;  // see rest.h
  bool leaving;               // the kernel thread is to end: it will rest
  uint32_t listed;            // the last listing it was in
  uint32_t asked;             // the last turn it was asked to freeze
  bool left_out;              // blocks the freeze signal: not in the child
  int refusals;               // how often in a row the signal was seen to wait

  // Written by the thread itself when it freezes.
  std::atomic<uint32_t> frozen;  // the last turn it froze in
  Interruption interruption;
  pthread_t record;
  uintptr_t thread_pointer;
  void* robust_list;
  size_t robust_list_size;
  char name[16];
  const void* isolate;  // V8's, if the thread is in one
  jmp_buf resume;

  // Where the revived thread stands until it jumps to its real stack.
  alignas(16) char boot_stack[8192];
};

// Reserves the table; false if there is no memory. Places never move: a frozen
// thread points into its own.
bool InitThreadTable();

// Async-signal-safe.
Thread* FindThread(pid_t tid);

// Lists the threads of this process but for the caller: new ones are added,
// those that have ended are forgotten, and visit(thread) is called for each.
// Returns 0 or an errno: EOVERFLOW when the table is full.
int ListThreads(int (*visit)(Thread*));

// Whether the process has as many threads as the table.
bool AllThreadsKnown();

template <typename Visit>
void ForEachThread(Visit visit);

// Whether a thread blocks the freeze signal, whether the signal waits to be
// delivered to it, and whether it sleeps. One that blocks it and runs is being
// born or is leaving a handler; one that blocks it and has none waiting may be
// in the freeze handler itself.
struct SignalState {
  bool blocked;
  bool waiting;
  bool asleep;
};

SignalState FreezeSignalState(pid_t tid);

// For ForEachThread.
Thread* FirstThread();
Thread* EndThread();

template <typename Visit>
void ForEachThread(Visit visit) {
  for (Thread* thread = FirstThread(); thread != EndThread(); thread++) {
    if (thread->tid.load(std::memory_order_relaxed) != 0) visit(thread);
  }
}

}  // namespace realfork

#endif  // REALFORK_FORK_THREAD_TABLE_H_
