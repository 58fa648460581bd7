// SPDX-License-Identifier: MIT
// What the kernel alone takes: _Fork(3), and a child that does nothing.
#include <napi.h>
#include <unistd.h>

namespace {

Napi::Value BareFork(const Napi::CallbackInfo& info) {
  const pid_t pid = _Fork();
  if (pid == 0) _exit(0);
  return Napi::Number::New(info.Env(), pid);
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["bareFork"] = Napi::Function::New(env, BareFork, "bareFork");
  return exports;
}

NODE_API_MODULE(bare_fork, Init)

}  // namespace
