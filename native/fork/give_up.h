// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_GIVE_UP_H_
#define REALFORK_FORK_GIVE_UP_H_

#include <stddef.h>
#include <unistd.h>

namespace realfork {

// Ends a child that the system has not given what it cannot run without. It
// cannot tell its caller: the parent has its pid already. No malloc, no stdio.
template <size_t kSize>
[[noreturn]] void GiveUp(const char (&message)[kSize]) {
  constexpr int kSystemError = 71;  // EX_OSERR of sysexits.h
  if (write(STDERR_FILENO, message, kSize - 1) == -1) {
    // There is nobody left to tell.
  }
  _exit(kSystemError);
}

}  // namespace realfork

#endif  // REALFORK_FORK_GIVE_UP_H_
