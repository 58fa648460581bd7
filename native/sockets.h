// SPDX-License-Identifier: MIT
#ifndef REALFORK_SOCKETS_H_
#define REALFORK_SOCKETS_H_

#include <napi.h>

namespace realfork {

void InitSockets(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_SOCKETS_H_
