// SPDX-License-Identifier: MIT
// The door through which every system call that may block goes.
#ifndef REALFORK_BLOCKING_H_
#define REALFORK_BLOCKING_H_

#include <napi.h>

namespace realfork {

// Runs one system call that may block; JavaScript signal handlers run while it
// waits. Returns the result, or -errno.
// -EINTR with a pending JavaScript exception: a handler threw; the caller
// returns at once.
long BlockingSyscall(Napi::Env env, long number, long a = 0, long b = 0,
                     long c = 0, long d = 0, long e = 0, long f = 0);

}  // namespace realfork

#endif  // REALFORK_BLOCKING_H_
