// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_QUIET_H_
#define REALFORK_FORK_QUIET_H_

#include "thread_table.h"

namespace realfork {

// Finds where the runtime's code and libuv's data lie. Once.
void InitQuiet();

// Whether a frozen thread may be copied. One in the middle of work with an
// effect outside memory may not: both copies would do the rest of it.
bool MayBeCopied(const Thread* thread);

}  // namespace realfork

#endif  // REALFORK_FORK_QUIET_H_
