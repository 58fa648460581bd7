// SPDX-License-Identifier: MIT
#ifndef REALFORK_SOCKETS_H_
#define REALFORK_SOCKETS_H_

#include <napi.h>

#include "socket_address.h"

namespace realfork {

// What accept() returns; closes it and throws if it is of an unknown family.
Napi::Value DescribeAccepted(Napi::Env env, int fd, int accepted,
                             const SocketAddress& address);

void InitSockets(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_SOCKETS_H_
