// SPDX-License-Identifier: MIT
#include "thread_table.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../reserved_signal.h"
#include "proc.h"

namespace realfork {
namespace {

// libuv's pool has 1024 threads at most. Only the places in use take memory.
constexpr size_t kCapacity = 2048;

Thread* table = nullptr;
std::atomic<size_t> used{0};
uint32_t listing = 0;

struct Listing {
  int (*visit)(Thread*);
  pid_t caller;
  int error;
};

// A thread that is just being born, or is leaving a handler, shows every
// signal as blocked for a moment: only one that keeps doing so is left out.
bool KeepsBlocking(pid_t tid) {
  constexpr int kLooks = 20;
  for (int look = 0; look < kLooks; look++) {
    if (!FreezeSignalState(tid).blocked) return false;
    usleep(100);
  }
  return true;
}

Thread* Add(pid_t tid) {
  Thread* free = nullptr;
  for (Thread* at = FirstThread(); at != EndThread(); at++) {
    if (at->tid.load(std::memory_order_relaxed) == 0) {
      free = at;
      break;
    }
  }
  if (free == nullptr) {
    const size_t next = used.load(std::memory_order_relaxed);
    if (next == kCapacity) return nullptr;
    free = table + next;
    used.store(next + 1, std::memory_order_release);
  }
  free->asked = 0;
  free->refusals = 0;
  free->frozen.store(0, std::memory_order_relaxed);
  free->left_out = KeepsBlocking(tid);
  free->tid.store(tid, std::memory_order_release);
  return free;
}

bool Visit(int tid, void* context) {
  auto* state = static_cast<Listing*>(context);
  if (tid == state->caller) return true;
  Thread* thread = FindThread(tid);
  if (thread == nullptr) thread = Add(tid);
  if (thread == nullptr) {
    state->error = EMFILE;
    return false;
  }
  thread->listed = listing;
  state->error = state->visit(thread);
  return state->error == 0;
}

}  // namespace

bool InitThreadTable() {
  void* memory =
      mmap(nullptr, kCapacity * sizeof(Thread), PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  table = static_cast<Thread*>(memory);
  return true;
}

Thread* FirstThread() { return table; }
Thread* EndThread() { return table + used.load(std::memory_order_acquire); }

Thread* FindThread(pid_t tid) {
  for (Thread* at = FirstThread(); at != EndThread(); at++) {
    if (at->tid.load(std::memory_order_acquire) == tid) return at;
  }
  return nullptr;
}

int ListThreads(int (*visit)(Thread*)) {
  listing++;
  Listing state = {visit, gettid(), 0};
  const int error = ForEachNumber("/proc/self/task", Visit, &state);
  return error != 0 ? error : state.error;
}

void ForgetUnlisted() {
  ForEachThread([](Thread* thread) {
    if (thread->listed != listing) thread->tid.store(0);
  });
}

SignalState FreezeSignalState(pid_t tid) {
  char path[64];
  char text[4096];
  ProcPath(path, "/proc/self/task/", tid, "/status");
  if (ReadSmallFile(path, text, sizeof(text)) <= 0) return {false, false};
  const uint64_t bit = uint64_t{1} << (FreezeSignal() - 1);
  const uint64_t blocked = NumberAfter(text, "SigBlk:", 16, 0);
  // Only the C library itself can block its first real-time signal, and does so
  // where a thread starts and where it ends. That passes; in a child without
  // the thread, nobody would clear the word that pthread_join(3) waits for.
  constexpr uint64_t kInternal = uint64_t{1} << 31;
  return {(blocked & bit) != 0 && (blocked & kInternal) == 0,
          (NumberAfter(text, "SigPnd:", 16, 0) & bit) != 0};
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
