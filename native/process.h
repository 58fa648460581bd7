// SPDX-License-Identifier: MIT
#ifndef REALFORK_PROCESS_H_
#define REALFORK_PROCESS_H_

#include <napi.h>

namespace realfork {

void InitProcess(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_PROCESS_H_
