// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_HUGE_TEXT_H_
#define REALFORK_FORK_HUGE_TEXT_H_

#include <napi.h>

namespace realfork {

void InitHugeText(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_HUGE_TEXT_H_
