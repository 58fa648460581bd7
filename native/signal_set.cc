// SPDX-License-Identifier: MIT
#include "signal_set.h"

#include "arguments.h"
#include "reserved_signal.h"

namespace realfork {
namespace {

bool ThrowNoSet(Napi::Env env) {
  ThrowMisuse(env, "ERR_INVALID_ARG_TYPE", "Expected an array of signals");
  return false;
}

}  // namespace

#ifdef SIGRTMAX
int HighestSignal() { return SIGRTMAX; }
#else
int HighestSignal() { return NSIG - 1; }
#endif

Napi::Array DescribeSignalSet(Napi::Env env, const sigset_t& set) {
  Napi::Array members = Napi::Array::New(env);
  for (int signal = 1; signal <= HighestSignal(); ++signal) {
    if (sigismember(&set, signal) == 1) members[members.Length()] = signal;
  }
  return members;
}

bool ReadSignalSet(const Napi::CallbackInfo& info, size_t index,
                   sigset_t* out) {
  const Napi::Env env = info.Env();
  if (!info[index].IsArray()) return ThrowNoSet(env);
  const auto members = info[index].As<Napi::Array>();
  sigemptyset(out);
  for (uint32_t i = 0; i < members.Length(); ++i) {
    const Napi::Value member = members.Get(i);
    if (!member.IsNumber()) return ThrowNoSet(env);
    const int signal = member.As<Napi::Number>();
    if (signal != FreezeSignal()) sigaddset(out, signal);
  }
  return true;
}

}  // namespace realfork
