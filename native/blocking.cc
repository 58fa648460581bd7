// SPDX-License-Identifier: MIT
#include "blocking.h"

#include <errno.h>
#include <sys/syscall.h>

#include "interruptible_syscall.h"
#include "signal_delivery.h"

namespace realfork {
namespace {

// signal(7): these end with EINTR after a handler, SA_RESTART or not. When they
// were already asleep the kernel says so itself; this is for the signal that
// came just before.
bool NeverRestarted(long number) {
  switch (number) {
#ifdef SYS_poll
    case SYS_poll:
#endif
#ifdef SYS_select
    case SYS_select:
#endif
#ifdef SYS_pause
    case SYS_pause:
#endif
#ifdef SYS_epoll_wait
    case SYS_epoll_wait:
#endif
#ifdef __linux__
    case SYS_ppoll:
    case SYS_pselect6:
    case SYS_epoll_pwait:
    case SYS_nanosleep:
    case SYS_clock_nanosleep:
    case SYS_rt_sigsuspend:
    case SYS_rt_sigtimedwait:
#endif
      return true;
    default:
      return false;
  }
}

}  // namespace

long BlockingSyscall(Napi::Env env, long number, long a, long b, long c, long d,
                     long e, long f) {
  // No handler was ever installed, or this is a worker thread.
  if (!DeliversSignals(env)) return PlainSyscall(number, a, b, c, d, e, f);
  for (;;) {
    const long result = InterruptibleSyscall(number, a, b, c, d, e, f);
    if (result != kNotEntered && result != -EINTR) return result;
    const Delivery delivery = DeliverSignals(env);
    if (delivery == Delivery::kThrew || delivery == Delivery::kInterrupts) {
      return -EINTR;
    }
    if (delivery == Delivery::kRestarts && NeverRestarted(number)) {
      return -EINTR;
    }
    // The kernel's own verdict stands: it would have restarted what it can.
    if (result == -EINTR &&
        (kKernelRestart != 0 || delivery == Delivery::kNothing)) {
      return -EINTR;
    }
  }
}

}  // namespace realfork
