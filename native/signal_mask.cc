// SPDX-License-Identifier: MIT
// The sigprocmask() binding.
#include "signal_mask.h"

#include <signal.h>

#include "arguments.h"
#include "errors.h"
#include "main_thread.h"
#include "signal_delivery.h"
#include "signal_set.h"

namespace realfork {
namespace {

// sigprocmask(how, signals?): the mask until now; without signals it only asks.
//
// A blocked signal stays in the kernel: a helper thread that takes it hands it
// to this thread (OnSignal), where it is blocked. One that our C handler took
// before it was blocked is held back at delivery.
Napi::Value Sigprocmask(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!IsMainThread()) {
    return ThrowCoded(env, "ERR_SIGPROCMASK_WORKER_THREAD",
                      "sigprocmask() works on the main thread only; signal "
                      "handlers run there");
  }
  int how = 0;
  if (!ReadInts(info, {&how})) return {};
  const bool asks = info[1].IsUndefined();
  sigset_t set, before;
  if (!asks && !ReadSignalSet(info, 1, &set)) return {};
  const int error = pthread_sigmask(how, asks ? nullptr : &set, &before);
  if (error != 0) return ThrowErrno(env, error, "sigprocmask");
  ReleaseHeldBack();
  return DescribeSignalSet(env, before);
}

}  // namespace

void InitSignalMask(Napi::Env env, Napi::Object exports) {
  exports["sigprocmask"] = Napi::Function::New(env, Sigprocmask, "sigprocmask");
}

}  // namespace realfork
