// SPDX-License-Identifier: MIT
#ifndef REALFORK_POLL_H_
#define REALFORK_POLL_H_

#include <napi.h>

namespace realfork {

void InitPoll(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_POLL_H_
