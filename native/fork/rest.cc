// SPDX-License-Identifier: MIT
#include "rest.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>

#include <algorithm>

#include "kernel_objects.h"
#include "quiet.h"
#include "thread_layout.h"
#include "threads.h"
#include "wake_ups.h"

namespace realfork {
namespace {

std::atomic<size_t> resting{0};
std::atomic<bool> locked{false};

bool TryLock() { return !locked.exchange(true, std::memory_order_acquire); }

// A thread that holds the lock cannot be frozen, and one that waits for it can:
// signals are blocked in between only.
void LockBlockingSignals(sigset_t* saved) {
  sigset_t all;
  sigfillset(&all);
  for (;;) {
    pthread_sigmask(SIG_SETMASK, &all, saved);
    if (TryLock()) return;
    pthread_sigmask(SIG_SETMASK, saved, nullptr);
    sched_yield();
  }
}

// Where threads with the same routine wait for jobs.
struct Place {
  uintptr_t routine;
  uintptr_t depth;
};

constexpr size_t kPlaces = 32;
Place places[kPlaces];

// Makes one; nullptr if there are too many.
Place* FindPlace(uintptr_t routine) {
  for (Place& place : places) {
    if (place.routine == routine) return &place;
    if (place.routine != 0) continue;
    place = {routine, UINTPTR_MAX};
    return &place;
  }
  return nullptr;
}

// The C library keeps the record of a thread above its stack.
uintptr_t StackDepth(const Thread* thread) {
  return reinterpret_cast<uintptr_t>(thread->record) -
         thread->interruption.stack;
}

template <typename Matches>
bool AnyRests(Matches matches) {
  for (Thread* at = FirstThread(); at != EndThread(); at++) {
    if (at->resting.load(std::memory_order_acquire) && matches(at)) return true;
  }
  return false;
}

template <typename Matches>
void Recall(Matches matches) {
  if (resting.load(std::memory_order_acquire) == 0 || !AnyRests(matches))
    return;
  const int saved_errno = errno;
  sigset_t saved;
  LockBlockingSignals(&saved);
  for (Thread* at = FirstThread(); at != EndThread(); at++) {
    if (!at->resting.load(std::memory_order_relaxed) || !matches(at)) continue;
    ReviveThread(at);
    at->resting.store(false, std::memory_order_release);
    resting.fetch_sub(1, std::memory_order_release);
  }
  UnlockRest();
  pthread_sigmask(SIG_SETMASK, &saved, nullptr);
  errno = saved_errno;
}

}  // namespace

// In the middle of a job a thread may wait for a lock: whoever gives that back
// is not seen to wake it (V8 has locks of its own since Node 24). But its stack
// is deeper there than where it waits for jobs, which is the same for all that
// were started with the same routine.
void NoteRestingPlaces() {
  ForEachThread([](Thread* thread) {
    if (thread->left_out || !IsOfRuntime(thread)) return;
    Place* place = FindPlace(StartRoutine(thread->record));
    if (place == nullptr) return;
    place->depth = std::min(place->depth, StackDepth(thread));
  });
}

bool MayRest(const Thread* thread) {
  const Interruption& seen = thread->interruption;
  if (!SeesWakeUps() || !IsOfRuntime(thread) || !seen.endless) return false;
  const Place* place = FindPlace(StartRoutine(thread->record));
  if (place == nullptr || place->depth != StackDepth(thread)) return false;
  return seen.kind == Interruption::kFutex ||
         (seen.kind == Interruption::kEpoll && InnerLoopsWatchEventfdsOnly());
}

void LayToRest(Thread* thread) {
  thread->tid.store(0);
  // What pthread_kill(3) and setuid(2) take for its id is none of a thread's.
  *ThreadIdWord(thread->record) = 0;
  thread->resting.store(true, std::memory_order_release);
  resting.fetch_add(1, std::memory_order_release);
}

void RecallSleepersAt(const void* start, size_t size) {
  const auto from = reinterpret_cast<uintptr_t>(start);
  Recall([from, size](const Thread* thread) {
    const uintptr_t word = thread->interruption.word;
    return word >= from && word < from + size;
  });
}

void RecallLoops(int fd) {
  if (resting.load(std::memory_order_acquire) == 0) return;
  if (!WakesInnerLoop(fd)) return;
  Recall([](const Thread* thread) {
    return thread->interruption.kind == Interruption::kEpoll;
  });
}

void RecallThread(pthread_t record) {
  Recall([record](const Thread* thread) { return thread->record == record; });
}

void LockRest() {
  while (!TryLock()) sched_yield();
}

void UnlockRest() { locked.store(false, std::memory_order_release); }

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
