// SPDX-License-Identifier: MIT
#include "wait.h"

#include "arguments.h"
#include "blocking_calls.h"
#include "errors.h"

namespace realfork {
namespace {

// [pid, status], or undefined if WNOHANG found nothing ready.
Napi::Value Waitpid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int pid, options;
  if (!ReadInts(info, {&pid, &options})) return {};
  int status = 0;
  const long waited = BlockingWait4(env, pid, &status, options);
  if (waited < 0) {
    return ThrowErrno(env, static_cast<int>(-waited), "waitpid",
                      {{"pid", pid}});
  }
  if (waited == 0) return env.Undefined();
  Napi::Array pair = Napi::Array::New(env, 2);
  pair[0u] = Napi::Number::New(env, static_cast<double>(waited));
  pair[1u] = Napi::Number::New(env, status);
  return pair;
}

}  // namespace

void InitWait(Napi::Env env, Napi::Object exports) {
  exports["waitpid"] = Napi::Function::New(env, Waitpid, "waitpid");
}

}  // namespace realfork
