// SPDX-License-Identifier: MIT
// The one signal number that realfork keeps for itself.
#ifndef REALFORK_RESERVED_SIGNAL_H_
#define REALFORK_RESERVED_SIGNAL_H_

#include <signal.h>

namespace realfork {

// fork() stops the helper threads with it. A user who names it gets EINVAL, as
// glibc gives for its own 32 and 33. 0 where there are no real-time signals.
inline int FreezeSignal() {
#ifdef SIGRTMAX
  return SIGRTMAX - 2;
#else
  return 0;
#endif
}

}  // namespace realfork

#endif  // REALFORK_RESERVED_SIGNAL_H_
