// SPDX-License-Identifier: MIT
// Calls about processes: who am I, whose child, which group.
#include "process.h"

#include <unistd.h>

namespace realfork {
namespace {

Napi::Value Getpid(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), getpid());
}

Napi::Value Getppid(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), getppid());
}

}  // namespace

void InitProcess(Napi::Env env, Napi::Object exports) {
  exports["getpid"] = Napi::Function::New(env, Getpid, "getpid");
  exports["getppid"] = Napi::Function::New(env, Getppid, "getppid");
}

}  // namespace realfork
