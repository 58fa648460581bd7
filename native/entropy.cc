// SPDX-License-Identifier: MIT
// Random bytes straight from the kernel: node:crypto would have to be loaded,
// in every child that asks for a number.
#include "entropy.h"

#include <errno.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif

#include "errors.h"

namespace realfork {
namespace {

// Returns four 32-bit numbers.
Napi::Value Getentropy(const Napi::CallbackInfo& info) {
  constexpr size_t kSeeds = 4;
  int32_t seeds[kSeeds];
  if (getentropy(seeds, sizeof(seeds)) == -1) {
    return ThrowErrno(info.Env(), errno, "getentropy");
  }
  Napi::Array filled = Napi::Array::New(info.Env(), kSeeds);
  for (size_t i = 0; i < kSeeds; i++) {
    filled[i] = Napi::Number::New(info.Env(), seeds[i]);
  }
  return filled;
}

}  // namespace

void InitEntropy(Napi::Env env, Napi::Object exports) {
  exports["getentropy"] = Napi::Function::New(env, Getentropy, "getentropy");
}

}  // namespace realfork
