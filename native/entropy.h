// SPDX-License-Identifier: MIT
#ifndef REALFORK_ENTROPY_H_
#define REALFORK_ENTROPY_H_

#include <napi.h>

namespace realfork {

void InitEntropy(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_ENTROPY_H_
