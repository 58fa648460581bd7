// SPDX-License-Identifier: MIT
// sigaction(), and what the child of a fork must do about signals.
#ifndef REALFORK_SIGNALS_H_
#define REALFORK_SIGNALS_H_

#include <napi.h>

namespace realfork {

void InitSignals(Napi::Env env, Napi::Object exports);

// Pending signals are not inherited. Async-signal-safe; for the child of a
// fork, with all signals blocked. The C handler knows the main thread by its
// pthread_t and forwards with pthread_kill(), so the C library's idea of that
// thread's id must be the child's by the time signals are unblocked.
void ResetPendingSignals();

}  // namespace realfork

#endif  // REALFORK_SIGNALS_H_
