// SPDX-License-Identifier: MIT
#ifndef REALFORK_CONSTANTS_H_
#define REALFORK_CONSTANTS_H_

#include <napi.h>

namespace realfork {

void InitConstants(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_CONSTANTS_H_
