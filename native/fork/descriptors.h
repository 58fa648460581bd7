// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_DESCRIPTORS_H_
#define REALFORK_FORK_DESCRIPTORS_H_

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

namespace realfork {

// Puts a fresh object under an old number. Returns 0 or an errno, also the one
// that the call which made the object has left.
inline int ReplaceDescriptor(int fresh, int fd, int flags) {
  if (fresh == -1) return errno;
  const int error = dup3(fresh, fd, flags & O_CLOEXEC) == -1 ? errno : 0;
  close(fresh);
  return error;
}

}  // namespace realfork

#endif  // REALFORK_FORK_DESCRIPTORS_H_
