// SPDX-License-Identifier: MIT
// fork(): reads top to bottom like the list in docs/fork-safety.md.
#include "fork.h"

#include "../errors.h"
#include "../signals.h"
#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "event_loop.h"
#include "kernel_objects.h"
#include "memory.h"
#include "thread_layout.h"
#include "threads.h"

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

// A child without event loops of its own would take its parent's events.
[[noreturn]] void GiveUp() {
  constexpr char kMessage[] =
      "realfork: fork: the system gives the child no event loop\n";
  constexpr int kSystemError = 71;  // EX_OSERR of sysexits.h
  if (write(STDERR_FILENO, kMessage, sizeof(kMessage) - 1) == -1) {
  }
  _exit(kSystemError);
}

struct Outcome {
  pid_t pid;
  int error;
};

Outcome Fork(uint64_t deadline) {
  sigset_t all, saved;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved);

  int error = CheckDescriptorRoom();
  if (error == 0) error = FreezeThreads(deadline);
  if (error == 0) {
    MakeMemoryInheritable();
    error = NoteKernelObjects();
    const pid_t pid = error == 0 ? BareFork() : -1;
    if (pid == 0) {
      // No malloc until the threads are back: one may hold its lock.
      if (ReplaceKernelObjects(main_loop) != 0) GiveUp();
      DetachEventLoop();
      ResetPendingSignals();
      ReviveThreads();
      RepairHandles();
    } else {
      if (pid == -1 && error == 0) error = errno;
      ReleaseThreads();
    }
    pthread_sigmask(SIG_SETMASK, &saved, nullptr);
    return {pid, error};
  }

  pthread_sigmask(SIG_SETMASK, &saved, nullptr);
  return {-1, error};
}

Napi::Value ForkBinding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (unsupported != nullptr) {
    return ThrowCoded(env, "ERR_FORK_UNSUPPORTED", unsupported);
  }
  if (gettid() != getpid()) {
    return ThrowCoded(env, "ERR_FORK_WORKER_THREAD",
                      "fork() works on the main thread only");
  }
  const double quiet_ms = info[0].ToNumber().DoubleValue();
  if (env.IsExceptionPending()) return {};
  const auto patience = static_cast<uint64_t>(quiet_ms * 1e6);
  const Outcome outcome = Fork(MonotonicNow() + patience);
  if (outcome.error == ETIMEDOUT) {
    return ThrowCoded(env, "ERR_FORK_BUSY_THREADS",
                      "fork() would have duplicated work that a helper thread "
                      "is in the middle of, and waited for it in vain");
  }
  if (outcome.error == EBUSY) {
    return ThrowCoded(env, "ERR_FORK_WORKERS_ALIVE",
                      "fork() cannot copy worker threads: end them first "
                      "(worker.terminate())");
  }
  if (outcome.error != 0) return ThrowErrno(env, outcome.error, "fork");
  return Napi::Number::New(env, outcome.pid);
}

const char* Prepare(Napi::Env env) {
  if (napi_get_uv_event_loop(env, &main_loop) != napi_ok) {
    return "fork() needs libuv's event loop";
  }
  if (!FindThreadLayout()) {
    return "fork() does not know how this C library keeps its threads";
  }
  InitMemory();
  InitKernelObjects();
  InitEventLoop(main_loop);
  InitRevive();
  if (!InitThreads()) return "fork() could not set up its table of threads";
  return nullptr;
}

}  // namespace

void InitFork(Napi::Env env, Napi::Object exports) {
  // A worker thread loads the addon too, and must not fork.
  if (gettid() == getpid()) unsupported = Prepare(env);
  exports["fork"] = Napi::Function::New(env, ForkBinding, "fork");
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
