// SPDX-License-Identifier: MIT
#include "thread_table.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
// signal as blocked for a moment, and on a busy machine a moment is long: only
// one that keeps sleeping so is left out.
bool SleepsBlocking(pid_t tid) {
  constexpr int kLooks = 20;
  for (int look = 0; look < kLooks; look++) {
    const SignalState state = FreezeSignalState(tid);
    if (!state.blocked || !state.asleep) return false;
    usleep(100);
  }
  return true;
}

Thread* Add(pid_t tid) {
  Thread* free = nullptr;
  for (Thread* at = FirstThread(); at != EndThread(); at++) {
    if (at->tid.load(std::memory_order_relaxed) == 0 && !at->resting.load()) {
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
  free->leaving = false;
  free->refusals = 0;
  free->frozen.store(0, std::memory_order_relaxed);
  free->left_out = SleepsBlocking(tid);
  free->tid.store(tid, std::memory_order_release);
  return free;
}

bool Visit(int tid, void* context) {
  auto* state = static_cast<Listing*>(context);
  if (tid == state->caller) return true;
  Thread* thread = FindThread(tid);
  if (thread == nullptr) thread = Add(tid);
  if (thread == nullptr) {
    state->error = EOVERFLOW;
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
  Listing state = {visit, static_cast<pid_t>(syscall(SYS_gettid)), 0};
  const int error = ForEachNumber("/proc/self/task", Visit, &state);
  if (error != 0) return error;
  if (state.error != 0) return state.error;
  ForEachThread([](Thread* thread) {
    if (thread->listed != listing) thread->tid.store(0);
  });
  return 0;
}

bool AllThreadsKnown() {
  size_t known = 1;  // the caller
  ForEachThread([&known](Thread*) { known++; });
  struct stat folder;
  // proc(5): a link for each thread, beside the folder's own two.
  return stat("/proc/self/task", &folder) == 0 && folder.st_nlink == known + 2;
}

SignalState FreezeSignalState(pid_t tid) {
  char path[64];
  ProcPath(path, "/proc/self/task/", tid, "/status");
  uint64_t blocked = 0, waiting = 0;
  bool asleep = false;
  ForEachLine(path, [&](const char* line) {
    if (strncmp(line, "State:\tS", 8) == 0) asleep = true;
    ReadNumber(line, "SigBlk:", 16, &blocked);
    ReadNumber(line, "SigPnd:", 16, &waiting);
  });
  const uint64_t bit = uint64_t{1} << (FreezeSignal() - 1);
  return {(blocked & bit) != 0, (waiting & bit) != 0, asleep};
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
