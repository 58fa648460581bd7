// SPDX-License-Identifier: MIT
// The end of a freeze: threads go on, or rest.
#include "platform.h"
#include "threads.h"

#if REALFORK_CAN_FORK

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "freeze_handler.h"
#include "rest.h"
#include "thread_layout.h"
#include "thread_table.h"

namespace realfork {
namespace {

// The kernel clears the word, and wakes whoever waits for that: if it still ran
// when another was started in its place, it would clear the other's.
void AwaitEnd(Thread* thread) {
  const auto* word = ThreadIdWord(thread->record);
  for (;;) {
    const pid_t tid = __atomic_load_n(word, __ATOMIC_ACQUIRE);
    if (tid == 0) return;
    syscall(SYS_futex, word, FUTEX_WAIT, tid, nullptr, nullptr, 0);
  }
}

}  // namespace

void ReleaseThreads() {
  if (IsTurn()) EndTurn();
  UnlockRest();
}

void RestThreads() {
  if (!IsTurn()) {
    UnlockRest();
    return;
  }
  ForEachThread([](Thread* thread) {
    thread->leaving = !thread->left_out && MayRest(thread);
  });
  EndTurn();
  ForEachThread([](Thread* thread) {
    if (!thread->leaving) return;
    AwaitEnd(thread);
    thread->leaving = false;
    LayToRest(thread);
  });
  UnlockRest();
}

void ForgetFreeze() {
  if (IsTurn()) EndTurn();
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
