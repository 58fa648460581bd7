// SPDX-License-Identifier: MIT
#include "wait.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "arguments.h"
#include "blocking_calls.h"
#include "errors.h"

namespace realfork {
namespace {

#ifdef __APPLE__
constexpr double kMaxRssUnitsPerKb = 1024;  // bytes
#else
constexpr double kMaxRssUnitsPerKb = 1;
#endif

double Milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 +
         static_cast<double>(time.tv_usec) / 1e3;
}

// [pid, status], or undefined if WNOHANG found nothing ready.
Napi::Value Wait(const Napi::CallbackInfo& info, const char* syscall,
                 rusage* usage) {
  const Napi::Env env = info.Env();
  int pid = 0, options = 0;
  if (!ReadInts(info, {&pid, &options})) return {};
  int status = 0;
  const long waited = BlockingWait4(env, pid, &status, options, usage);
  if (waited < 0) {
    return ThrowErrno(env, static_cast<int>(-waited), syscall, {{"pid", pid}});
  }
  if (waited == 0) return env.Undefined();
  Napi::Array child = Napi::Array::New(env);
  child[0u] = Napi::Number::New(env, static_cast<double>(waited));
  child[1u] = Napi::Number::New(env, status);
  return child;
}

Napi::Value Waitpid(const Napi::CallbackInfo& info) {
  return Wait(info, "waitpid", nullptr);
}

// The same, and userCpuMs, systemCpuMs and maxRssKb.
Napi::Value Wait4(const Napi::CallbackInfo& info) {
  rusage usage = {};
  const Napi::Value waited = Wait(info, "wait4", &usage);
  if (!waited.IsArray()) return waited;
  const Napi::Env env = info.Env();
  Napi::Array child = waited.As<Napi::Array>();
  child[2u] = Napi::Number::New(env, Milliseconds(usage.ru_utime));
  child[3u] = Napi::Number::New(env, Milliseconds(usage.ru_stime));
  child[4u] = Napi::Number::New(
      env, static_cast<double>(usage.ru_maxrss) / kMaxRssUnitsPerKb);
  return child;
}

// peekChild(returnsEchild?): the pid of a child that has ended, which stays a
// zombie; 0 if none has. -1 instead of ECHILD, if it is not to be thrown: to
// make an error takes longer than all the rest.
Napi::Value PeekChild(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  // With nothing ready not every system writes to it.
  siginfo_t child = {};
  int result;
  // It never sleeps, so that there is nothing to give up.
  do {
    result = waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT);
  } while (result == -1 && errno == EINTR);
  if (result == -1) {
    const bool returns = errno == ECHILD && IsTrue(info[0]);
    if (returns) return Napi::Number::New(env, -1);
    return ThrowErrno(env, errno, "waitid");
  }
  return Napi::Number::New(env, child.si_pid);
}

}  // namespace

void InitWait(Napi::Env env, Napi::Object exports) {
  exports["waitpid"] = Napi::Function::New(env, Waitpid, "waitpid");
  exports["wait4"] = Napi::Function::New(env, Wait4, "wait4");
  exports["peekChild"] = Napi::Function::New(env, PeekChild, "peekChild");
}

}  // namespace realfork
