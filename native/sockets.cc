// SPDX-License-Identifier: MIT
#include "sockets.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arguments.h"
#include "blocking_calls.h"
#include "compat.h"
#include "errors.h"
#include "socket_address.h"

namespace realfork {
namespace {

Napi::Value Socket(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int domain = 0, type = 0, protocol = 0;
  if (!ReadInts(info, {&domain, &type, &protocol})) return {};
  const int fd = SocketCloexec(domain, type, protocol);
  if (fd == -1) return ThrowErrno(env, errno, "socket");
  return Napi::Number::New(env, fd);
}

Napi::Value Socketpair(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int domain = 0, type = 0, protocol = 0;
  if (!ReadInts(info, {&domain, &type, &protocol})) return {};
  int fds[2];
  if (SocketpairCloexec(domain, type, protocol, fds) == -1) {
    return ThrowErrno(env, errno, "socketpair");
  }
  Napi::Array pair = Napi::Array::New(env, 2);
  pair[0u] = Napi::Number::New(env, fds[0]);
  pair[1u] = Napi::Number::New(env, fds[1]);
  return pair;
}

Napi::Value Bind(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd;
  SocketAddress address;
  if (!ReadSocketAddress(info, &fd, &address)) return {};
  if (bind(fd, address.Get(), address.length) == -1) {
    return ThrowErrnoAt(env, errno, "bind", fd, address);
  }
  return env.Undefined();
}

Napi::Value Connect(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd;
  SocketAddress address;
  if (!ReadSocketAddress(info, &fd, &address)) return {};
  const long result = BlockingConnect(env, fd, address.Get(), address.length);
  if (result < 0) {
    return ThrowErrnoAt(env, static_cast<int>(-result), "connect", fd, address);
  }
  return env.Undefined();
}

Napi::Value Listen(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0, backlog = 0;
  if (!ReadInts(info, {&fd, &backlog})) return {};
  if (listen(fd, backlog) == -1) {
    return ThrowErrno(env, errno, "listen", {{"fd", fd}});
  }
  return env.Undefined();
}

Napi::Value Accept(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0, flags = 0;
  if (!ReadInts(info, {&fd, &flags})) return {};
  SocketAddress address;
  const long accepted =
      BlockingAccept(env, fd, address.Get(), &address.length, flags);
  if (accepted < 0) {
    return ThrowErrno(env, static_cast<int>(-accepted), "accept", {{"fd", fd}});
  }
  return DescribeAccepted(env, fd, static_cast<int>(accepted), address);
}

Napi::Value Shutdown(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0, how = 0;
  if (!ReadInts(info, {&fd, &how})) return {};
  if (shutdown(fd, how) == -1) {
    return ThrowErrno(env, errno, "shutdown", {{"fd", fd}});
  }
  return env.Undefined();
}

using GetName = int (*)(int, sockaddr*, socklen_t*);

Napi::Value Name(const Napi::CallbackInfo& info, GetName get_name,
                 const char* syscall) {
  const Napi::Env env = info.Env();
  int fd = 0;
  if (!ReadInts(info, {&fd})) return {};
  SocketAddress address;
  if (get_name(fd, address.Get(), &address.length) == -1) {
    return ThrowErrno(env, errno, syscall, {{"fd", fd}});
  }
  const Napi::Value name = DescribeSocketAddress(env, address);
  if (name.IsEmpty()) {
    return ThrowErrno(env, EAFNOSUPPORT, syscall, {{"fd", fd}});
  }
  return name;
}

Napi::Value Getsockname(const Napi::CallbackInfo& info) {
  return Name(info, getsockname, "getsockname");
}

Napi::Value Getpeername(const Napi::CallbackInfo& info) {
  return Name(info, getpeername, "getpeername");
}

Napi::Value Setsockopt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0, level = 0, name = 0;
  Bytes value = {};
  if (!ReadInts(info, {&fd, &level, &name}) || !ReadBytes(info, 3, &value)) {
    return {};
  }
  if (setsockopt(fd, level, name, value.data,
                 static_cast<socklen_t>(value.length)) == -1) {
    return ThrowErrno(env, errno, "setsockopt", {{"fd", fd}});
  }
  return env.Undefined();
}

// The options whose value is an int: all that lib/posix/constants.ts names.
Napi::Value Getsockopt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0, level = 0, name = 0;
  if (!ReadInts(info, {&fd, &level, &name})) return {};
  int value = 0;
  socklen_t length = sizeof(value);
  if (getsockopt(fd, level, name, &value, &length) == -1) {
    return ThrowErrno(env, errno, "getsockopt", {{"fd", fd}});
  }
  return Napi::Number::New(env, value);
}

}  // namespace

Napi::Value DescribeAccepted(Napi::Env env, int fd, int accepted,
                             const SocketAddress& address) {
  const Napi::Value peer = DescribeSocketAddress(env, address);
  if (peer.IsEmpty()) {
    // The caller will never learn the number, so nobody else can close it.
    close(accepted);
    return ThrowErrno(env, EAFNOSUPPORT, "accept", {{"fd", fd}});
  }
  Napi::Object client = Napi::Object::New(env);
  client["fd"] = accepted;
  client["address"] = peer;
  return client;
}

void InitSockets(Napi::Env env, Napi::Object exports) {
  exports["socket"] = Napi::Function::New(env, Socket, "socket");
  exports["socketpair"] = Napi::Function::New(env, Socketpair, "socketpair");
  exports["bind"] = Napi::Function::New(env, Bind, "bind");
  exports["connect"] = Napi::Function::New(env, Connect, "connect");
  exports["listen"] = Napi::Function::New(env, Listen, "listen");
  exports["accept"] = Napi::Function::New(env, Accept, "accept");
  exports["shutdown"] = Napi::Function::New(env, Shutdown, "shutdown");
  exports["getsockname"] = Napi::Function::New(env, Getsockname, "getsockname");
  exports["getpeername"] = Napi::Function::New(env, Getpeername, "getpeername");
  exports["setsockopt"] = Napi::Function::New(env, Setsockopt, "setsockopt");
  exports["getsockopt"] = Napi::Function::New(env, Getsockopt, "getsockopt");
}

}  // namespace realfork
