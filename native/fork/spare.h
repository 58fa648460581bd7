// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_SPARE_H_
#define REALFORK_FORK_SPARE_H_

#include <napi.h>

namespace realfork {

void InitSpare(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_SPARE_H_
