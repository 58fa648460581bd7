// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_BELL_H_
#define REALFORK_FORK_BELL_H_

#include <napi.h>

namespace realfork {

// The one timer that a process shares with those that it forks; -1: there is
// none.
int Bell();

void RingBell(bool at_once);

void InitBell(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_BELL_H_
