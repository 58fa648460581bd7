// SPDX-License-Identifier: MIT
#include "kernel_action.h"

#include <errno.h>

#include "interruptible_syscall.h"
#include "libuv_signals.h"
#include "signal_handler.h"

namespace realfork {

bool IsOurs(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) && action.sa_sigaction == OnSignal;
}

bool IsForeign(const struct sigaction& action) {
  return !IsOurs(action) && action.sa_handler != SIG_DFL &&
         action.sa_handler != SIG_IGN;
}

int CatchSignal(int signal, const struct sigaction& before,
                const Catch& caught) {
  const int error = WatchSignal(signal);
  if (error != 0) return error;
  if (!IsOurs(before)) {
    const struct sigaction none = {};
    const bool chains = IsForeign(before) && !IsLibuvHandler(before);
    SetFaultAction(signal, chains ? before : none);
  }
  struct sigaction action = {};
  action.sa_sigaction = OnSignal;
  action.sa_flags = SA_SIGINFO | kKernelRestart |
                    (caught.flags & (SA_NOCLDSTOP | SA_NOCLDWAIT));
  sigfillset(&action.sa_mask);
  SetCatch(signal, &caught);
  ArmReset(signal, caught.flags & SA_RESETHAND);
  return sigaction(signal, &action, nullptr) == 0 ? 0 : errno;
}

int SetKernelAction(int signal, const struct sigaction& action) {
  const bool is_default = action.sa_handler == SIG_DFL;
  const bool to_libuv =
      IsLibuvHandler(action) ||
      (is_default && action.sa_flags == 0 && IsIgnoredByDefault(signal));
  int error = 0;
  if (to_libuv || IsIgnoredByDefault(signal)) error = ReturnToLibuv(signal);
  if (error == 0 && !to_libuv) {
    // While SIG_IGN or a foreign handler stands, our watcher stays: to stop it
    // has libuv put SIG_DFL there for an instant, in which a signal could kill.
    // ReleaseSignal() stops it when somebody else listens.
    error = sigaction(signal, &action, nullptr) == 0 ? 0 : errno;
    if (error == 0 && is_default) UnwatchSignal(signal);
  }
  if (error != 0) return error;
  SetCatch(signal, nullptr);
  ArmReset(signal, false);
  // They came before the new action, but were still pending: POSIX has SIG_IGN
  // discard them, and any other action take them.
  unsigned pending = DropPending(signal);
  if (action.sa_handler == SIG_IGN || to_libuv) pending = 0;
  for (; pending > 0; --pending) (void)raise(signal);
  return 0;
}

}  // namespace realfork
