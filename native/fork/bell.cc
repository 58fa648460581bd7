// SPDX-License-Identifier: MIT
// How spares call the daemon process: a timer that all of them share.
#include "bell.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "../errors.h"

namespace realfork {
namespace {

// Rung by spares, heard by the daemon process; -1: there is none.
int bell = -1;

// startBell(): its descriptor.
Napi::Value StartBell(const Napi::CallbackInfo& info) {
  bell = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (bell == -1) return ThrowErrno(info.Env(), errno, "timerfd_create");
  return Napi::Number::New(info.Env(), bell);
}

// hearBell(): it is silent from now on.
Napi::Value HearBell(const Napi::CallbackInfo& info) {
  uint64_t count;
  (void)!read(bell, &count, sizeof(count));
  return info.Env().Undefined();
}

// closeBell()
Napi::Value CloseBell(const Napi::CallbackInfo& info) {
  if (bell != -1) close(bell);
  bell = -1;
  return info.Env().Undefined();
}

}  // namespace

int Bell() { return bell; }

// The daemon process need not hear at once of a client that is being served: to
// wake it costs that client as much as all the rest.
void RingBell(bool at_once) {
  constexpr long kLaterNs = 500'000;
  itimerspec setting = {};
  if (!at_once && timerfd_gettime(bell, &setting) == 0 &&
      (setting.it_value.tv_sec != 0 || setting.it_value.tv_nsec != 0)) {
    return;
  }
  setting.it_value.tv_nsec = at_once ? 1 : kLaterNs;
  timerfd_settime(bell, 0, &setting, nullptr);
}

void InitBell(Napi::Env env, Napi::Object exports) {
  exports["startBell"] = Napi::Function::New(env, StartBell, "startBell");
  exports["hearBell"] = Napi::Function::New(env, HearBell, "hearBell");
  exports["closeBell"] = Napi::Function::New(env, CloseBell, "closeBell");
}

}  // namespace realfork

#else

namespace realfork {

// Where there is no fork(), nothing is forked ahead.
void InitBell(Napi::Env, Napi::Object) {}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
