// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_FORK_H_
#define REALFORK_FORK_FORK_H_

#include <napi.h>

namespace realfork {

void InitFork(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_FORK_H_
