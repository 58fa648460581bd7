// SPDX-License-Identifier: MIT
// Counters that the daemon process and all its children share: a spare counts
// its client together with those of all others.
#include "session_numbers.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sys/mman.h>

#include <atomic>

#include "../errors.h"

namespace realfork {
namespace {

static_assert(std::atomic<double>::is_always_lock_free &&
              std::atomic<unsigned>::is_always_lock_free);

// In memory that the daemon process and all its children share.
struct Shared {
  // A double, as numbers are in JavaScript: it counts up to 2^53.
  std::atomic<double> sessions{0};
  // How often somebody has looked for a client.
  std::atomic<unsigned> turns{0};
};

Shared* shared = nullptr;

// startSessionNumbers(): from 1, for this process and those that it forks.
Napi::Value StartSessionNumbers(const Napi::CallbackInfo& info) {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return ThrowErrno(info.Env(), errno, "mmap");
  shared = new (memory) Shared;
  return info.Env().Undefined();
}

// nextSessionNumber()
Napi::Value NextSessionNumberBinding(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), NextSessionNumber());
}

// returnSessionNumber(number): there was no session, and the next one gets it,
// unless there is one with the next number already.
Napi::Value ReturnSessionNumber(const Napi::CallbackInfo& info) {
  double number = info[0].As<Napi::Number>();
  shared->sessions.compare_exchange_strong(number, number - 1);
  return info.Env().Undefined();
}

}  // namespace

double NextSessionNumber() {
  double last = shared->sessions.load();
  while (!shared->sessions.compare_exchange_weak(last, last + 1)) {
  }
  return last + 1;
}

unsigned NextTurn() { return shared->turns.fetch_add(1); }

void InitSessionNumbers(Napi::Env env, Napi::Object exports) {
  exports["startSessionNumbers"] =
      Napi::Function::New(env, StartSessionNumbers, "startSessionNumbers");
  exports["nextSessionNumber"] =
      Napi::Function::New(env, NextSessionNumberBinding, "nextSessionNumber");
  exports["returnSessionNumber"] =
      Napi::Function::New(env, ReturnSessionNumber, "returnSessionNumber");
}

}  // namespace realfork

#else

namespace realfork {

// Where there is no fork(), nothing is forked ahead.
void InitSessionNumbers(Napi::Env, Napi::Object) {}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
