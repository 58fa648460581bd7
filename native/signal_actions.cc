// SPDX-License-Identifier: MIT
// The sigaction() binding.
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "arguments.h"
#include "errors.h"
#include "kernel_action.h"
#include "libuv_signals.h"
#include "main_thread.h"
#include "reserved_signal.h"
#include "signal_delivery.h"
#include "signal_handler.h"
#include "signal_set.h"
#include "signals.h"

namespace realfork {
namespace {

// lib/binding.ts: the handlers that are not a foreign struct sigaction.
enum Disposition { kDefault = 0, kIgnore = 1, kCatch = 2 };

#ifdef __linux__
constexpr int kSaRestorer = 0x04000000;  // the C library's own business
#else
constexpr int kSaRestorer = 0;
#endif

// The same action has the same bytes: glibc leaves the part of the set that no
// signal uses, and the padding, undefined.
Napi::Value Bytes(Napi::Env env, const struct sigaction& action) {
  struct sigaction clean;
  memset(&clean, 0, sizeof clean);
  clean.sa_sigaction = action.sa_sigaction;
  clean.sa_flags = action.sa_flags;
  memcpy(&clean.sa_mask, &action.sa_mask, (HighestSignal() + 7) / 8);
  const char* const bytes = reinterpret_cast<const char*>(&clean);
  return Napi::Buffer<char>::Copy(env, bytes, sizeof clean);
}

Napi::Value DescribeHandler(Napi::Env env, const struct sigaction& action) {
  if (IsForeign(action)) return Bytes(env, action);
  if (IsOurs(action)) return Napi::Number::New(env, kCatch);
  return Napi::Number::New(env,
                           action.sa_handler == SIG_IGN ? kIgnore : kDefault);
}

Napi::Object Describe(Napi::Env env, int signal,
                      const struct sigaction& action) {
  const Catch* const caught = IsOurs(action) ? GetCatch(signal) : nullptr;
  const sigset_t& set = caught != nullptr ? caught->mask : action.sa_mask;
  const int flags = caught != nullptr ? caught->flags : action.sa_flags;
  Napi::Object described = Napi::Object::New(env);
  described["handler"] = DescribeHandler(env, action);
  described["flags"] = flags & ~kSaRestorer;
  described["mask"] = DescribeSignalSet(env, set);
  return described;
}

Napi::Value ThrowSignalErrno(Napi::Env env, int error, int signal) {
  return ThrowErrno(env, error, "sigaction", {{"signal", signal}});
}

Napi::Value ThrowWorkerThread(Napi::Env env) {
  return ThrowCoded(env, "ERR_SIGACTION_WORKER_THREAD",
                    "sigaction() works on the main thread only; signal "
                    "handlers belong to the whole process");
}

// The bytes that Describe() gave for a handler in C.
bool ReadAction(const Napi::Value& value, struct sigaction* action) {
  if (!value.IsBuffer()) return false;
  const auto bytes = value.As<Napi::Buffer<char>>();
  if (bytes.Length() != sizeof(*action)) return false;
  memcpy(action, bytes.Data(), sizeof(*action));
  return true;
}

// sigaction(signum, disposition?, flags, mask)
Napi::Value Sigaction(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!IsMainThread()) return ThrowWorkerThread(env);
  int signal = 0;
  if (!ReadInts(info, {&signal})) return {};
  struct sigaction before;
  if (signal == FreezeSignal()) return ThrowSignalErrno(env, EINVAL, signal);
  if (sigaction(signal, nullptr, &before) != 0) {
    return ThrowSignalErrno(env, errno, signal);
  }
  const Napi::Object previous = Describe(env, signal, before);
  if (info[1].IsUndefined()) return previous;

  struct sigaction restored;
  const bool restores = ReadAction(info[1], &restored);
  if (!DeliversSignals(env) || !(restores || info[1].IsNumber()) ||
      !info[2].IsNumber()) {
    return ThrowMisuse(env, "ERR_INVALID_ARG_TYPE",
                       "Expected a signal, an action, flags and a mask, after "
                       "startSignalDelivery()");
  }
  const int flags = info[2].As<Napi::Number>();
  sigset_t mask, all, saved;
  if (!ReadSignalSet(info, 3, &mask)) return {};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved);
  int error;
  if (restores) {
    error = SetKernelAction(signal, restored);
  } else if (info[1].As<Napi::Number>().Int32Value() == kCatch) {
    error = CatchSignal(signal, before, {flags, mask});
  } else {
    struct sigaction action = {};
    action.sa_handler =
        info[1].As<Napi::Number>().Int32Value() == kIgnore ? SIG_IGN : SIG_DFL;
    action.sa_flags = flags & ~SA_SIGINFO;
    action.sa_mask = mask;
    error = SetKernelAction(signal, action);
  }
  pthread_sigmask(SIG_SETMASK, &saved, nullptr);
  if (error != 0) return ThrowSignalErrno(env, error, signal);
  return previous;
}

// resetSignals(bits): SIG_DFL for all of them; the lowest bit is signal 1. For
// a server process, whose life may be shorter than so many calls of
// sigaction().
Napi::Value ResetSignals(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  sigset_t all, saved;
  int bits = 0;
  if (!IsMainThread()) return ThrowWorkerThread(env);
  if (!ReadInts(info, {&bits})) return {};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved);
  int error = 0, signal = 1;
  for (; error == 0 && bits >> (signal - 1) != 0; signal++) {
    const struct sigaction action = {};
    if ((bits >> (signal - 1) & 1) != 0)
      error = SetKernelAction(signal, action);
  }
  pthread_sigmask(SIG_SETMASK, &saved, nullptr);
  if (error != 0) return ThrowSignalErrno(env, error, signal - 1);
  return env.Undefined();
}

// startSignalDelivery(dispatch, handlers): returns the handlers of the first
// call. The library may be loaded twice (a module cache that was emptied), the
// addon's state is there once.
Napi::Value StartSignalDelivery(const Napi::CallbackInfo& info) {
  static Napi::ObjectReference* handlers = nullptr;
  const Napi::Env env = info.Env();
  if (!IsMainThread()) return ThrowWorkerThread(env);
  if (handlers != nullptr && DeliversSignals(env)) return handlers->Value();
  if (!info[0].IsFunction() || !info[1].IsObject()) {
    return ThrowMisuse(env, "ERR_INVALID_ARG_TYPE",
                       "Expected a function and an object");
  }
  const int error = StartDelivery(env, info[0].As<Napi::Function>());
  if (error != 0) return ThrowErrno(env, error, "sigaction");
  // A pointer, because static destructors run when the environment has gone.
  handlers =
      new Napi::ObjectReference(Napi::Persistent(info[1].As<Napi::Object>()));
  return info[1];
}

// releaseSignal(signum): somebody starts to listen through libuv, which saw our
// watcher and so did not install its handler.
Napi::Value ReleaseSignal(const Napi::CallbackInfo& info) {
  int signal = 0;
  if (!ReadInts(info, {&signal}) || !IsMainThread()) return {};
  if (signal < 1 || signal >= kSignalLimit) return {};
  if (IsWatched(signal) && GetCatch(signal) == nullptr) ReturnToLibuv(signal);
  return {};
}

}  // namespace

void InitSignals(Napi::Env env, Napi::Object exports) {
  exports["sigaction"] = Napi::Function::New(env, Sigaction, "sigaction");
  exports["resetSignals"] =
      Napi::Function::New(env, ResetSignals, "resetSignals");
  exports["startSignalDelivery"] =
      Napi::Function::New(env, StartSignalDelivery, "startSignalDelivery");
  exports["releaseSignal"] =
      Napi::Function::New(env, ReleaseSignal, "releaseSignal");

  Napi::Object constants = Napi::Object::New(env);
  constants["SA_RESTART"] = static_cast<int>(SA_RESTART);
  constants["SA_NOCLDSTOP"] = static_cast<int>(SA_NOCLDSTOP);
  constants["SA_NOCLDWAIT"] = static_cast<int>(SA_NOCLDWAIT);
  constants["SA_RESETHAND"] = static_cast<int>(SA_RESETHAND);
  constants["SA_NODEFER"] = static_cast<int>(SA_NODEFER);
  constants["SIG_BLOCK"] = static_cast<int>(SIG_BLOCK);
  constants["SIG_UNBLOCK"] = static_cast<int>(SIG_UNBLOCK);
  constants["SIG_SETMASK"] = static_cast<int>(SIG_SETMASK);
#ifdef SIGRTMIN
  constants["SIGRTMIN"] = static_cast<int>(SIGRTMIN);
#endif
  constants["SIGMAX"] = HighestSignal();
  exports["signalConstants"] = constants;
}

}  // namespace realfork
