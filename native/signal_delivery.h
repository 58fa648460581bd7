// SPDX-License-Identifier: MIT
// From pending signals to JavaScript handlers.
#ifndef REALFORK_SIGNAL_DELIVERY_H_
#define REALFORK_SIGNAL_DELIVERY_H_

#include <napi.h>
#include <signal.h>

namespace realfork {

enum class Delivery {
  kNothing,     // no handler ran
  kRestarts,    // all that ran had SA_RESTART
  kInterrupts,  // one had not
  kThrew,       // one threw; the exception is pending, later signals wait
};

// What JavaScript asked for; the kernel is told less (see signal_actions.cc).
struct Catch {
  int flags;
  sigset_t mask;
};

// Once, on the main thread. `dispatch(signum)` runs the handler. 0 or errno.
int StartDelivery(Napi::Env env, Napi::Function dispatch);

// Whether handlers run in this environment at all.
bool DeliversSignals(Napi::Env env);

// From now on the signal is caught as told, or (nullptr) not caught.
void SetCatch(int signal, const Catch* caught);

// nullptr: not caught.
const Catch* GetCatch(int signal);

// The thread's mask has changed: what was left alone because of it is looked at
// again.
void ReleaseHeldBack();

// Runs the handlers of the pending signals, in ascending order, on the caller's
// stack.
Delivery DeliverSignals(Napi::Env env);

}  // namespace realfork

#endif  // REALFORK_SIGNAL_DELIVERY_H_
