// SPDX-License-Identifier: MIT
// Sending and receiving without ever waiting, whatever the socket's O_NONBLOCK
// says. No copies as at read and write: JavaScript cannot run meanwhile.
#include "socket_transfer.h"

#include <errno.h>
#include <sys/socket.h>

#include "arguments.h"
#include "compat.h"
#include "errors.h"

namespace realfork {
namespace {

Napi::Value SendNow(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0;
  Bytes bytes = {};
  if (!ReadInts(info, {&fd}) || !ReadBytes(info, 1, &bytes)) return {};
  const ssize_t count =
      send(fd, bytes.data, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count == -1) return ThrowErrno(env, errno, "send", {{"fd", fd}});
  return Napi::Number::New(env, static_cast<double>(count));
}

Napi::Value ReceiveNow(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fd = 0;
  Bytes buffer = {};
  if (!ReadInts(info, {&fd}) || !ReadBytes(info, 1, &buffer)) return {};
  const ssize_t count = recv(fd, buffer.data, buffer.length, MSG_DONTWAIT);
  if (count == -1) return ThrowErrno(env, errno, "recv", {{"fd", fd}});
  return Napi::Number::New(env, static_cast<double>(count));
}

}  // namespace

void InitSocketTransfer(Napi::Env env, Napi::Object exports) {
  exports["sendNow"] = Napi::Function::New(env, SendNow, "sendNow");
  exports["receiveNow"] = Napi::Function::New(env, ReceiveNow, "receiveNow");
}

}  // namespace realfork
