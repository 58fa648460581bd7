// SPDX-License-Identifier: MIT
// The export table, nothing else.
#include <napi.h>

#include "process.h"
#include "signals.h"

namespace realfork {
void InitTesting(Napi::Env env, Napi::Object exports);
namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  InitProcess(env, exports);
  InitSignals(env, exports);
  InitTesting(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)

}  // namespace realfork
