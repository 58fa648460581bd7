// SPDX-License-Identifier: MIT
// What a helper thread does when it is asked to freeze: it notes what it needs
// to come back, and sleeps until it is released.
#include "freeze_handler.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../reserved_signal.h"
#include "isolates.h"
#include "thread_table.h"

namespace realfork {
namespace {

// Odd while threads are to be frozen. Counts up, so that a thread that comes
// late, after the freeze was given up, finds another turn and goes on.
std::atomic<uint32_t> turn{0};
// Counts up whenever a thread has frozen.
std::atomic<uint32_t> arrivals{0};

void Wait(std::atomic<uint32_t>* word, uint32_t value, const timespec* limit) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, limit, nullptr, 0);
}

void Wake(std::atomic<uint32_t>* word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

uintptr_t ThreadPointer() {
  uintptr_t pointer;
#if defined(__x86_64__)
  asm("mov %%fs:0, %0" : "=r"(pointer));
#else
  asm("mrs %0, tpidr_el0" : "=r"(pointer));
#endif
  return pointer;
}

// Async-signal-safe: runs on the frozen thread, whatever it was doing.
void Freeze(Thread* self, uint32_t asked_in, const void* context) {
  self->interruption = ReadInterruption(context);
  self->record = pthread_self();
  self->thread_pointer = ThreadPointer();
  syscall(SYS_get_robust_list, 0, &self->robust_list, &self->robust_list_size);
  prctl(PR_GET_NAME, self->name);
  self->isolate = CurrentIsolate();
  // Returns a second time in the child, on the revived thread.
  if (_setjmp(self->resume) != 0) return;
  self->frozen.store(asked_in, std::memory_order_release);
  arrivals.fetch_add(1, std::memory_order_release);
  Wake(&arrivals, 1);
  while (turn.load(std::memory_order_acquire) == asked_in) {
    Wait(&turn, asked_in, nullptr);
  }
  // Each wakes the next: to wake all at once would cost the main thread its
  // processor, to them and to the child.
  Wake(&turn, 1);
  // On the same stack as what it is to come back to, but below it.
  if (self->leaving) syscall(SYS_exit, 0);
}

void OnFreezeSignal(int, siginfo_t*, void* context) {
  const int saved_errno = errno;
  const uint32_t asked_in = turn.load(std::memory_order_acquire);
  if (asked_in % 2 == 1) {
    Thread* self = FindThread(static_cast<pid_t>(syscall(SYS_gettid)));
    if (self != nullptr) Freeze(self, asked_in, context);
  }
  errno = saved_errno;
}

}  // namespace

// At every fork: another copy of this addon in the process has a handler of its
// own for the same signal.
int InstallFreezeHandler() {
  struct sigaction action = {};
  action.sa_sigaction = OnFreezeSignal;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);
  return sigaction(FreezeSignal(), &action, nullptr) == 0 ? 0 : errno;
}

uint32_t CurrentTurn() { return turn.load(std::memory_order_acquire); }

bool IsTurn() { return CurrentTurn() % 2 == 1; }

void BeginTurn() { turn.fetch_add(1, std::memory_order_release); }

void EndTurn() {
  turn.fetch_add(1, std::memory_order_release);
  Wake(&turn, 1);
}

uint32_t Arrivals() { return arrivals.load(std::memory_order_acquire); }

void AwaitArrival(uint32_t seen) {
  const timespec limit = {0, 5'000'000};
  Wait(&arrivals, seen, &limit);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
