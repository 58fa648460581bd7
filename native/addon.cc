// SPDX-License-Identifier: MIT
// The export table, nothing else.
#include <napi.h>

#include "fork/fork.h"
#include "process.h"

namespace realfork {
namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  InitFork(env, exports);
  InitProcess(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)

}  // namespace realfork
