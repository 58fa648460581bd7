// SPDX-License-Identifier: MIT
// Freezing: every helper thread is sent a signal (freeze_handler.h), until all
// have been found asleep at the same time.
#include "platform.h"
#include "threads.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "../reserved_signal.h"
#include "freeze_handler.h"
#include "isolates.h"
#include "quiet.h"
#include "rest.h"
#include "thread_table.h"

namespace realfork {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;

// How many threads were asked in the present pass.
size_t asked_now = 0;

int Ask(Thread* thread) {
  const uint32_t asking_in = CurrentTurn();
  if (thread->asked == asking_in) return 0;
  thread->asked = asking_in;
  // One that is left out is only asked whether it is there.
  const int signal = thread->left_out ? 0 : FreezeSignal();
  if (syscall(SYS_tgkill, getpid(), thread->tid.load(), signal) == -1) {
    if (errno != ESRCH) return errno;
    thread->tid.store(0);
  } else if (!thread->left_out) {
    asked_now++;
  }
  return 0;
}

// The thread has ended meanwhile, or blocks every signal since after it was
// first seen. One that has frozen before is only slow to get a processor.
void DropIfUnreachable(Thread* thread) {
  constexpr int kRefusals = 20;
  const pid_t tid = thread->tid.load();
  if (syscall(SYS_tgkill, getpid(), tid, 0) == -1) {
    thread->tid.store(0);
    return;
  }
  const SignalState signal = FreezeSignalState(tid);
  if (thread->frozen.load() != 0 || !signal.blocked || !signal.waiting ||
      !signal.asleep) {
    thread->refusals = 0;
  } else if (++thread->refusals == kRefusals) {
    thread->left_out = true;
  }
}

size_t CountMissing(void (*visit)(Thread*)) {
  size_t missing = 0;
  const uint32_t asking_in = CurrentTurn();
  ForEachThread([&](Thread* thread) {
    if (thread->left_out || thread->asked != asking_in) return;
    if (thread->frozen.load(std::memory_order_acquire) == asking_in) return;
    missing++;
    if (visit != nullptr) visit(thread);
  });
  return missing;
}

bool AwaitFrozen(uint64_t deadline) {
  for (;;) {
    const uint32_t seen = Arrivals();
    if (CountMissing(nullptr) == 0) return true;
    if (MonotonicNow() >= deadline) return false;
    AwaitArrival(seen);
    if (Arrivals() == seen) CountMissing(DropIfUnreachable);
  }
}

int AskKnown() {
  int error = 0;
  ForEachThread([&error](Thread* thread) {
    if (error == 0) error = Ask(thread);
  });
  return error;
}

int FreezeAll(uint64_t deadline) {
  BeginTurn();
  // A thread may start another until it is frozen itself: go on until no new
  // one appears. As many threads as are known, all of which are there, are the
  // known ones, and to count them takes a tenth of what a listing does.
  for (;;) {
    asked_now = 0;
    const bool known = AllThreadsKnown();
    const int error = known ? AskKnown() : ListThreads(Ask);
    if (error != 0) return error;
    if (!AwaitFrozen(deadline)) return ETIMEDOUT;
    if (known ? AllThreadsKnown() : asked_now == 0) return 0;
  }
}

void Rest(uint64_t nanoseconds) {
  constexpr uint64_t kSecond = 1000 * kMillisecond;
  const timespec rest = {static_cast<time_t>(nanoseconds / kSecond),
                         static_cast<long>(nanoseconds % kSecond)};
  nanosleep(&rest, nullptr);
}

bool AnyRunsJavaScript() {
  bool any = false;
  ForEachThread([&](const Thread* thread) {
    if (!thread->left_out && IsOfWorker(thread->isolate)) any = true;
  });
  return any;
}

bool AllQuiet() {
  bool all = true;
  ForEachThread([&](Thread* thread) {
    if (!thread->left_out && !IsQuiet(thread)) all = false;
  });
  return all;
}

// All threads rest, but for those that are left out. Nothing is written to
// then: after a fork each page that is costs a copy.
bool NobodyToFreeze() {
  if (!AllThreadsKnown()) return false;
  bool nobody = true;
  ForEachThread([&nobody](const Thread* thread) {
    // As many as are known may be others.
    const bool there =
        syscall(SYS_tgkill, getpid(), thread->tid.load(), 0) == 0;
    if (!thread->left_out || !there) nobody = false;
  });
  return nobody;
}

}  // namespace

uint64_t MonotonicNow() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000 * kMillisecond +
         static_cast<uint64_t>(now.tv_nsec);
}

bool InitThreads() {
  if (!InitThreadTable()) return false;
  InitQuiet();
  InitIsolates();
  return true;
}

int FreezeThreads(uint64_t deadline) {
  constexpr uint64_t kLongestPause = 2 * kMillisecond;
  // To be stopped takes a thread a moment, whether it is quiet or not.
  constexpr uint64_t kToStop = 200 * kMillisecond;
  const int failed = InstallFreezeHandler();
  if (failed != 0) return failed;
  for (uint64_t pause = 50'000;; pause *= 2) {
    LockRest();
    if (NobodyToFreeze()) return 0;
    const uint64_t began = MonotonicNow();
    const uint64_t to_stop = began + kToStop;
    int error = FreezeAll(deadline > to_stop ? deadline : to_stop);
    if (error == 0 && AnyRunsJavaScript()) error = EBUSY;
    if (error == 0 && AllQuiet()) return 0;
    ReleaseThreads();
    if (error != 0) return error;
    const uint64_t now = MonotonicNow();
    if (now >= deadline) return ETIMEDOUT;
    // On a busy machine to stop them takes long, and so does it till they run
    // again: they would be stopped once more before they have come any further.
    const uint64_t longest = std::max(kLongestPause, 4 * (now - began));
    pause = std::min({pause, longest, deadline - now});
    Rest(pause);
  }
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
