// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_OBJECT_KIND_H_
#define REALFORK_FORK_OBJECT_KIND_H_

#include <stdint.h>

namespace realfork {

// Kernel objects that a child must not share, and all else.
enum class Kind : uint8_t { kOther, kEventfd, kEpoll, kTimerfd, kRing };

Kind KindOf(int fd);

}  // namespace realfork

#endif  // REALFORK_FORK_OBJECT_KIND_H_
