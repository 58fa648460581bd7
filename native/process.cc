// SPDX-License-Identifier: MIT
// Calls about processes: who am I, whose child, which group, signal, end.
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arguments.h"
#include "errors.h"

namespace realfork {
namespace {

Napi::Value Getpid(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), getpid());
}

Napi::Value Getppid(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), getppid());
}

Napi::Value Setsid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const pid_t session = setsid();
  if (session == -1) return ThrowErrno(env, errno, "setsid");
  return Napi::Number::New(env, session);
}

Napi::Value Setpgid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int pid, pgid;
  if (!ReadInts(info, {&pid, &pgid})) return {};
  if (setpgid(pid, pgid) == -1) {
    return ThrowErrno(env, errno, "setpgid", {{"pid", pid}});
  }
  return env.Undefined();
}

Napi::Value Umask(const Napi::CallbackInfo& info) {
  int mask;
  if (!ReadInts(info, {&mask})) return {};
  return Napi::Number::New(info.Env(), umask(static_cast<mode_t>(mask)));
}

Napi::Value Kill(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int pid, signal;
  if (!ReadInts(info, {&pid, &signal})) return {};
  if (kill(pid, signal) == -1) {
    return ThrowErrno(env, errno, "kill", {{"pid", pid}, {"signal", signal}});
  }
  return env.Undefined();
}

Napi::Value Exit(const Napi::CallbackInfo& info) {
  int status;
  if (!ReadInts(info, {&status})) return {};
  _exit(status);
}

// raiseUncaught(error): 'uncaughtException', or the end of the process, as for
// an error that nobody could catch.
Napi::Value RaiseUncaught(const Napi::CallbackInfo& info) {
  napi_fatal_exception(info.Env(), info[0]);
  return {};
}

}  // namespace

void InitProcess(Napi::Env env, Napi::Object exports) {
  exports["getpid"] = Napi::Function::New(env, Getpid, "getpid");
  exports["getppid"] = Napi::Function::New(env, Getppid, "getppid");
  exports["setsid"] = Napi::Function::New(env, Setsid, "setsid");
  exports["setpgid"] = Napi::Function::New(env, Setpgid, "setpgid");
  exports["umask"] = Napi::Function::New(env, Umask, "umask");
  exports["kill"] = Napi::Function::New(env, Kill, "kill");
  exports["_exit"] = Napi::Function::New(env, Exit, "_exit");
  exports["raiseUncaught"] =
      Napi::Function::New(env, RaiseUncaught, "raiseUncaught");
}

}  // namespace realfork
