// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_SESSION_NUMBERS_H_
#define REALFORK_FORK_SESSION_NUMBERS_H_

#include <napi.h>

namespace realfork {

double NextSessionNumber();

// Another one for whoever looks for a client.
unsigned NextTurn();

void InitSessionNumbers(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_SESSION_NUMBERS_H_
