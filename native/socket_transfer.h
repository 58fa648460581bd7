// SPDX-License-Identifier: MIT
#ifndef REALFORK_SOCKET_TRANSFER_H_
#define REALFORK_SOCKET_TRANSFER_H_

#include <napi.h>

namespace realfork {

void InitSocketTransfer(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_SOCKET_TRANSFER_H_
