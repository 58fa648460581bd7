// SPDX-License-Identifier: MIT
#ifndef REALFORK_ENDING_H_
#define REALFORK_ENDING_H_

#include <napi.h>

namespace realfork {

void InitEnding(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_ENDING_H_
