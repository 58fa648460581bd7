// SPDX-License-Identifier: MIT
#include "blocking.h"

#include <errno.h>
#include <unistd.h>

namespace realfork {

long BlockingSyscall(Napi::Env, long number, long a, long b, long c, long d,
                     long e, long f) {
  const long result = syscall(number, a, b, c, d, e, f);
  return result == -1 ? -errno : result;
}

}  // namespace realfork
