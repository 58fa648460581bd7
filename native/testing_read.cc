// SPDX-License-Identifier: MIT
// Throw-away: blocking calls for the tests, until native/descriptors.cc has
// them.
#include <poll.h>
#include <sys/syscall.h>
#include <time.h>

#include "blocking.h"
#include "errors.h"

namespace realfork {

static Napi::Value TestRead(const Napi::CallbackInfo& info) {
  char buffer[65536];
  const long result = BlockingSyscall(
      info.Env(), SYS_read, info[0].As<Napi::Number>().Int32Value(),
      (long)buffer, info[1].As<Napi::Number>().Int32Value());
  if (result < 0) return ThrowErrno(info.Env(), -result, "read");
  return Napi::Buffer<char>::Copy(info.Env(), buffer, result);
}

static Napi::Value TestPoll(const Napi::CallbackInfo& info) {
  struct pollfd fd = {info[0].As<Napi::Number>().Int32Value(), POLLIN, 0};
  int ms = info[1].As<Napi::Number>().Int32Value();
  struct timespec ts = {ms / 1000, (ms % 1000) * 1000000};
  const long result = BlockingSyscall(info.Env(), SYS_ppoll, (long)&fd, 1,
                                      ms < 0 ? 0 : (long)&ts, 0, 8);
  if (result < 0) return ThrowErrno(info.Env(), -result, "poll");
  return Napi::Number::New(info.Env(), result);
}

void InitTesting(Napi::Env env, Napi::Object exports) {
  exports["testRead"] = Napi::Function::New(env, TestRead);
  exports["testPoll"] = Napi::Function::New(env, TestPoll);
}
}  // namespace realfork
