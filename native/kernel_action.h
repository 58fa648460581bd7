// SPDX-License-Identifier: MIT
// What the kernel is told of an action that JavaScript asks for.
//
// A signal that JavaScript catches has in the kernel our C handler, SA_RESTART
// (other code in the process must not see EINTR because of us) and a full
// mask, as libuv's has. The caller's own flags and mask are kept at delivery.
#ifndef REALFORK_KERNEL_ACTION_H_
#define REALFORK_KERNEL_ACTION_H_

#include <signal.h>

#include "signal_delivery.h"

namespace realfork {

// Our C handler.
bool IsOurs(const struct sigaction& action);

// C code that is not ours: libuv's, Node's, another addon's.
bool IsForeign(const struct sigaction& action);

// Both are called with all signals blocked, so that none meets half of a
// change. They return 0 or errno; what fails changes nothing.
int CatchSignal(int signal, const struct sigaction& before,
                const Catch& caught);
int SetKernelAction(int signal, const struct sigaction& action);

}  // namespace realfork

#endif  // REALFORK_KERNEL_ACTION_H_
