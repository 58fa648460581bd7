// SPDX-License-Identifier: MIT
#ifndef REALFORK_WAIT_H_
#define REALFORK_WAIT_H_

#include <napi.h>

namespace realfork {

void InitWait(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_WAIT_H_
