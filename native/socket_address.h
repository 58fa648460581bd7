// SPDX-License-Identifier: MIT
// sockaddr <-> the address that JavaScript sees.
#ifndef REALFORK_SOCKET_ADDRESS_H_
#define REALFORK_SOCKET_ADDRESS_H_

#include <napi.h>
#include <sys/socket.h>

#include <string>

namespace realfork {

struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t length = sizeof(storage);

  sockaddr* Get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// Reads the arguments of bind and connect: fd, family, port, flow label, scope
// id, and the address or path, as lib/posix/socket-address.ts gives them.
// False: it threw.
bool ReadSocketAddress(const Napi::CallbackInfo& info, int* fd,
                       SocketAddress* out);

// {family, address, port} or {family: 'unix', path}; empty if it is of any
// other family.
Napi::Value DescribeSocketAddress(Napi::Env env, const SocketAddress& address);

// Throws the SystemError of a call on an address: address and port, or path,
// are its last own keys, and end its message.
Napi::Value ThrowErrnoAt(Napi::Env env, int error, const char* syscall, int fd,
                         const SocketAddress& address);

}  // namespace realfork

#endif  // REALFORK_SOCKET_ADDRESS_H_
