// SPDX-License-Identifier: MIT
// v8::Isolate::TryGetCurrent() does no more than read a thread-local variable.
// It is looked up by name, so that the addon needs none of V8's headers, and
// runs where it is missing.
#include "isolates.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <dlfcn.h>

namespace realfork {
namespace {

using TryGetCurrent = const void* (*)();

TryGetCurrent try_get_current = nullptr;
const void* main_isolate = nullptr;

}  // namespace

void InitIsolates() {
  try_get_current = reinterpret_cast<TryGetCurrent>(
      dlsym(RTLD_DEFAULT, "_ZN2v87Isolate13TryGetCurrentEv"));
  main_isolate = CurrentIsolate();
}

const void* CurrentIsolate() {
  return try_get_current == nullptr ? nullptr : try_get_current();
}

bool IsOfWorker(const void* isolate) {
  return isolate != nullptr && isolate != main_isolate;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
