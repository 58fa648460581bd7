// SPDX-License-Identifier: MIT
// Calls about processes: who am I, whose child, which group, signal, end.
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

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

Napi::Value Getpgid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int pid = 0;
  if (!ReadInts(info, {&pid})) return {};
  const pid_t group = getpgid(pid);
  if (group == -1) return ThrowErrno(env, errno, "getpgid", {{"pid", pid}});
  return Napi::Number::New(env, group);
}

Napi::Value Setpgid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int pid = 0, pgid = 0;
  if (!ReadInts(info, {&pid, &pgid})) return {};
  if (setpgid(pid, pgid) == -1) {
    return ThrowErrno(env, errno, "setpgid", {{"pid", pid}});
  }
  return env.Undefined();
}

Napi::Value Umask(const Napi::CallbackInfo& info) {
  int mask = 0;
  if (!ReadInts(info, {&mask})) return {};
  return Napi::Number::New(info.Env(), umask(static_cast<mode_t>(mask)));
}

Napi::Value Kill(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int pid = 0, signal = 0;
  if (!ReadInts(info, {&pid, &signal})) return {};
  if (kill(pid, signal) == -1) {
    return ThrowErrno(env, errno, "kill", {{"pid", pid}, {"signal", signal}});
  }
  return env.Undefined();
}

// The signal that the kernel sends when the parent has died; 0 is none.
int SetParentDeathSignal(int signal) {
#ifdef __linux__
  if (prctl(PR_SET_PDEATHSIG, static_cast<long>(signal)) == -1) return errno;
  return 0;
#else
  (void)signal;
  return ENOSYS;
#endif
}

Napi::Value ParentDeathSignal(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int signal = 0;
  if (!ReadInts(info, {&signal})) return {};
  const int error = SetParentDeathSignal(signal);
  if (error != 0) {
    return ThrowErrno(env, error, "prctl", {{"signal", signal}});
  }
  return env.Undefined();
}

// standAlone(parent, diesToo): a process group of its own; if it is to end with
// its parent, the kernel kills it then. False if that has ended already. In the
// parent itself nothing happens.
Napi::Value StandAlone(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int parent = 0, dies_too = 0;
  if (!ReadInts(info, {&parent, &dies_too})) return {};
  if (getpid() == parent) return Napi::Boolean::New(env, true);
  if (setpgid(0, 0) == -1) return ThrowErrno(env, errno, "setpgid");
  if (dies_too == 0) return Napi::Boolean::New(env, true);
  const int error = SetParentDeathSignal(SIGKILL);
  if (error != 0) return ThrowErrno(env, error, "prctl");
  // If it did before we asked, nobody would send the signal.
  return Napi::Boolean::New(env, getppid() == parent);
}

// setTitle(title): as process.title is set, which takes longer to get there.
Napi::Value SetTitle(const Napi::CallbackInfo& info) {
  char title[1024] = {};
  size_t length = 0;
  napi_get_value_string_utf8(info.Env(), info[0], title, sizeof(title),
                             &length);
  uv_set_process_title(title);
  return info.Env().Undefined();
}

Napi::Value Exit(const Napi::CallbackInfo& info) {
  int status = 0;
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
  exports["getpgid"] = Napi::Function::New(env, Getpgid, "getpgid");
  exports["setpgid"] = Napi::Function::New(env, Setpgid, "setpgid");
  exports["umask"] = Napi::Function::New(env, Umask, "umask");
  exports["kill"] = Napi::Function::New(env, Kill, "kill");
  exports["setParentDeathSignal"] =
      Napi::Function::New(env, ParentDeathSignal, "setParentDeathSignal");
  exports["standAlone"] = Napi::Function::New(env, StandAlone, "standAlone");
  exports["setTitle"] = Napi::Function::New(env, SetTitle, "setTitle");
  exports["_exit"] = Napi::Function::New(env, Exit, "_exit");
  exports["raiseUncaught"] =
      Napi::Function::New(env, RaiseUncaught, "raiseUncaught");
}

}  // namespace realfork
