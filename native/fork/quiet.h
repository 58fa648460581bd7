// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_QUIET_H_
#define REALFORK_FORK_QUIET_H_

#include "thread_table.h"

namespace realfork {

// Finds where the runtime's code and libuv's data lie. Once.
void InitQuiet();

// Whether a frozen thread was started by Node or libuv.
bool IsOfRuntime(const Thread* thread);

// Whether a frozen thread sleeps, with nothing begun.
bool IsQuiet(const Thread* thread);

}  // namespace realfork

#endif  // REALFORK_FORK_QUIET_H_
