// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_OBJECT_KIND_H_
#define REALFORK_FORK_OBJECT_KIND_H_

#include <stdint.h>
#include <sys/stat.h>

namespace realfork {

// Kernel objects that a child must not share, and all else. A semaphore is an
// eventfd, too.
enum class Kind : uint8_t {
  kOther,
  kEventfd,
  kSemaphore,
  kEpoll,
  kTimerfd,
  kRing
};

Kind KindOf(int fd, const struct stat& status);

}  // namespace realfork

#endif  // REALFORK_FORK_OBJECT_KIND_H_
