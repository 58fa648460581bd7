// SPDX-License-Identifier: MIT
// fork(): reads top to bottom like the list in docs/fork-safety.md.
#include "fork.h"

#include "../arguments.h"
#include "../errors.h"
#include "../signals.h"
#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "c_heap.h"
#include "event_loop.h"
#include "give_up.h"
#include "heap_place.h"
#include "huge_pages.h"
#include "kernel_objects.h"
#include "loop_pipes.h"
#include "memory.h"
#include "rest.h"
#include "thread_layout.h"
#include "threads.h"
#include "wake_ups.h"

namespace realfork {
namespace {

const char* unsupported = "fork() has not been initialized";
uv_loop_t* main_loop = nullptr;

// The bare system call, with what glibc's fork() gives it. Neither fork() nor
// _Fork() will do: their work in the child (thread stacks marked free, malloc
// arenas detached, since 2.41 the states of vDSO getrandom given back, libuv's
// and others' pthread_atfork handlers) is right where the other threads are
// gone, and wrong where they come back.
pid_t BareFork() {
  void* robust_list = nullptr;
  size_t size = 0;
  syscall(SYS_get_robust_list, 0, &robust_list, &size);
  pid_t* id = ThreadIdWord(pthread_self());
  constexpr long kFlags = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
#if defined(__x86_64__)
  const long pid = syscall(SYS_clone, kFlags, 0, 0, id, 0);
#else
  const long pid = syscall(SYS_clone, kFlags, 0, 0, 0, id);
#endif
  if (pid == 0) syscall(SYS_set_robust_list, robust_list, size);
  return static_cast<pid_t>(pid);
}

bool OnMainThread() { return syscall(SYS_gettid) == getpid(); }

struct Outcome {
  pid_t pid;
  int error;
};

// In the child, before anything else runs. No malloc until the threads are
// back: one may hold its lock.
void BecomeChild() {
  // A child without event loops of its own would take its parent's events.
  if (ReplaceKernelObjects(main_loop) != 0) {
    GiveUp("realfork: fork: the system gives the child no event loop\n");
  }
  DetachEventLoop();
  ResetPendingSignals();
  ReviveThreads();
  RepairHandles();
}

// With all threads frozen.
Outcome ForkFrozen() {
  MakeMemoryInheritable();
  MakeHeapCheaper();
  NoteRestingPlaces();
  int error = NoteKernelObjects(main_loop);
  const pid_t pid = error == 0 ? BareFork() : -1;
  if (pid == 0) {
    BecomeChild();
  } else {
    if (error == 0) error = pid == -1 ? errno : 0;
    // A process that forks again, without a thing for its helper threads to do
    // in between, is a fork server: it need not stop them the next time.
    if (TakeWokenSince()) {
      ReleaseThreads();
    } else {
      RestThreads();
    }
  }
  return {pid, error};
}

Outcome Fork(uint64_t deadline) {
  sigset_t all, saved;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved);
  const int error = FreezeThreads(deadline);
  const Outcome outcome = error == 0 ? ForkFrozen() : Outcome{-1, error};
  pthread_sigmask(SIG_SETMASK, &saved, nullptr);
  return outcome;
}

Napi::Value ThrowOutcome(Napi::Env env, int error) {
  switch (error) {
    case ETIMEDOUT:
      return ThrowCoded(env, "ERR_FORK_BUSY_THREADS",
                        "fork() would have copied a helper thread in the "
                        "middle of its work, and waited for it in vain");
    case EBUSY:
      return ThrowCoded(env, "ERR_FORK_WORKERS_ALIVE",
                        "fork() cannot copy worker threads: end them first "
                        "(worker.terminate())");
    case ENOTSUP:
      return ThrowCoded(env, "ERR_FORK_IO_URING",
                        "fork() cannot let go of an io_uring in the child");
    default:
      return ThrowErrno(env, error, "fork");
  }
}

// fork(quietMs)
Napi::Value ForkBinding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (unsupported != nullptr) {
    return ThrowCoded(env, "ERR_FORK_UNSUPPORTED", unsupported);
  }
  if (!OnMainThread()) {
    return ThrowCoded(env, "ERR_FORK_WORKER_THREAD",
                      "fork() works on the main thread only");
  }
  int quiet_ms = 0;
  if (!ReadInts(info, {&quiet_ms})) return {};
  const uint64_t patience =
      static_cast<uint64_t>(quiet_ms < 0 ? 0 : quiet_ms) * 1000 * 1000;
  const Outcome outcome = Fork(MonotonicNow() + patience);
  if (outcome.error != 0) return ThrowOutcome(env, outcome.error);
  return Napi::Number::New(env, outcome.pid);
}

// wantsIoUring(): as libuv reads it.
Napi::Value WantsIoUring(const Napi::CallbackInfo& info) {
  // Node changes the environment on this thread only.
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  const char* setting = getenv("UV_USE_IO_URING");
  return Napi::Boolean::New(
      info.Env(), setting != nullptr && strtol(setting, nullptr, 10) != 0);
}

const char* Prepare(Napi::Env env) {
  if (napi_get_uv_event_loop(env, &main_loop) != napi_ok) {
    return "fork() needs libuv's event loop";
  }
  if (!FindThreadLayout()) {
    return "fork() does not know how this C library keeps its threads";
  }
  InitMemory();
  InitCHeap();
  InitHugePages();
  FindLockPipe();
  FindRuntimePipes();
  InitEventLoop(main_loop);
  InitRevive();
  WatchWakeUps();
  GatherHeap();
  if (!InitThreads()) return "fork() could not set up its table of threads";
  return nullptr;
}

}  // namespace

void InitFork(Napi::Env env, Napi::Object exports) {
  // A worker thread loads the addon too, and must not fork; the main thread may
  // load it again, when its module cache was emptied.
  static bool prepared = false;
  if (OnMainThread() && !prepared) {
    prepared = true;
    unsupported = Prepare(env);
  }
  exports["fork"] = Napi::Function::New(env, ForkBinding, "fork");
  exports["trimMemory"] = Napi::Function::New(
      env, [](const Napi::CallbackInfo&) { TrimCHeap(); }, "trimMemory");
  exports["wantsIoUring"] =
      Napi::Function::New(env, WantsIoUring, "wantsIoUring");
}

}  // namespace realfork

#else

namespace realfork {
namespace {

Napi::Value ForkBinding(const Napi::CallbackInfo& info) {
  return ThrowCoded(info.Env(), "ERR_FORK_UNSUPPORTED",
                    "fork() works on Linux with glibc on x86-64 and arm64; "
                    "nothing else is supported yet");
}

}  // namespace

void InitFork(Napi::Env env, Napi::Object exports) {
  exports["fork"] = Napi::Function::New(env, ForkBinding, "fork");
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
