// SPDX-License-Identifier: MIT
// The one signal that realfork keeps for itself: fork() stops helper threads
// with it.
#ifndef REALFORK_RESERVED_SIGNAL_H_
#define REALFORK_RESERVED_SIGNAL_H_

#include <signal.h>

namespace realfork {

#if defined(SIGRTMAX)
inline int FreezeSignal() { return SIGRTMAX - 2; }
#else
inline int FreezeSignal() { return 0; }
#endif

}  // namespace realfork

#endif  // REALFORK_RESERVED_SIGNAL_H_
