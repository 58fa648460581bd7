// SPDX-License-Identifier: MIT
#include "signal_handler.h"

#include <errno.h>

#include <atomic>

#include "interruptible_syscall.h"
#include "signals.h"

namespace realfork {
namespace {

struct Caught {
  std::atomic<unsigned> pending{0};
  std::atomic<bool> reset_armed{false};
  std::atomic<bool> was_reset{false};
  struct sigaction fault_action;
};

static_assert(std::atomic<unsigned>::is_always_lock_free &&
              std::atomic<bool>::is_always_lock_free);

HandlerSetup setup;
Caught caught[kSignalLimit];

// Standard signals do not queue, real-time signals do.
void MarkPending(int signal) {
#ifdef SIGRTMIN
  if (signal >= SIGRTMIN) {
    caught[signal].pending.fetch_add(1);
    return;
  }
#endif
  caught[signal].pending.store(1);
}

void SetDefault(int signal) {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
}

// Raised by an instruction of this thread, not sent by a process.
bool IsFault(int signal, const siginfo_t& info) {
  if (info.si_code <= 0 || info.si_code == SI_USER) return false;
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
         signal == SIGILL || signal == SIGTRAP;
}

// JavaScript cannot run here, and to return would run the instruction again.
void HandleFault(int signal, siginfo_t* info, void* context) {
  const struct sigaction& before = caught[signal].fault_action;
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  } else {
    SetDefault(signal);
    (void)raise(signal);  // kills as soon as this handler's mask is gone
  }
}

void Reset(int signal) {
  if (!caught[signal].reset_armed.exchange(false)) return;
  caught[signal].was_reset.store(true);
  if (IsIgnoredByDefault(signal)) {
    sigaction(signal, &setup.libuv, nullptr);
  } else {
    SetDefault(signal);
  }
}

}  // namespace

void SetUpSignalHandler(const HandlerSetup& values) { setup = values; }

void ForgetLoop() { setup.wakeup = nullptr; }

void OnSignal(int signal, siginfo_t* info, void* context) {
  const int saved_errno = errno;
  if (IsFault(signal, *info)) {
    HandleFault(signal, info, context);
  } else if (!pthread_equal(pthread_self(), setup.main_thread)) {
    // The kernel may pick any thread for a signal that is sent to the process.
    pthread_kill(setup.main_thread, signal);
  } else if (InterruptSyscall(signal, context)) {
    Reset(signal);
    MarkPending(signal);
    WakeLoop();
    setup.libuv.sa_handler(signal);
  }
  errno = saved_errno;
}

void ArmReset(int signal, bool armed) {
  caught[signal].was_reset.store(false);
  caught[signal].reset_armed.store(armed);
}

bool TakeReset(int signal) { return caught[signal].was_reset.exchange(false); }

void SetFaultAction(int signal, const struct sigaction& action) {
  caught[signal].fault_action = action;
}

unsigned PendingCount(int signal) { return caught[signal].pending.load(); }

bool TakePending(int signal) {
  if (caught[signal].pending.load() == 0) return false;
  caught[signal].pending.fetch_sub(1);
  return true;
}

unsigned DropPending(int signal) { return caught[signal].pending.exchange(0); }

void WakeLoop() {
  realfork_signals_pending.store(1);
  if (setup.wakeup != nullptr) uv_async_send(setup.wakeup);
}

bool IsIgnoredByDefault(int signal) {
  return signal == SIGCHLD || signal == SIGURG || signal == SIGWINCH ||
         signal == SIGCONT;
}

void ResetPendingSignals() {
  // Only what differs: to write to a page in a child costs a copy of it.
  for (Caught& signal : caught) {
    if (signal.pending.load() != 0) signal.pending.store(0);
  }
  realfork_signals_pending.store(0);
}

}  // namespace realfork
