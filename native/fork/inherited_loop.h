// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_INHERITED_LOOP_H_
#define REALFORK_FORK_INHERITED_LOOP_H_

#include <napi.h>

namespace realfork {

void InitInheritedLoop(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_INHERITED_LOOP_H_
