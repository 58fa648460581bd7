// SPDX-License-Identifier: MIT
#include "signal_delivery.h"

#include <errno.h>
#include <pthread.h>
#include <uv.h>

#include "interruptible_syscall.h"
#include "libuv_signals.h"
#include "signal_handler.h"

namespace realfork {
namespace {

struct Slot {
  bool is_caught;
  Catch value;
};

// Pointers, because static destructors run when the environment has gone.
napi_env delivery_env = nullptr;
Napi::FunctionReference* dispatch_function;
Napi::AsyncContext* async_context;
uv_async_t wakeup;
Slot slots[kSignalLimit];

// A pass left a pending signal alone because it is blocked.
bool held_back = false;

// False: the handler threw.
bool RunHandler(Napi::Env env, int signal) {
  // The handler may replace its own action.
  const Catch caught = slots[signal].value;
  if (TakeReset(signal)) {
    slots[signal].is_caught = false;
    UnwatchSignal(signal);
  }
  sigset_t mask = caught.mask, before;
  if (!(caught.flags & SA_NODEFER)) sigaddset(&mask, signal);
  pthread_sigmask(SIG_BLOCK, &mask, &before);
  // Not Napi::Function::Call(): while the environment is torn down, JavaScript
  // cannot run any more, and to throw that as an error is fatal.
  const napi_value argument = Napi::Number::New(env, signal);
  napi_call_function(env, env.Undefined(), dispatch_function->Value(), 1,
                     &argument, nullptr);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ReleaseHeldBack();
  return !env.IsExceptionPending();
}

// One pass over the pending signals, so that a handler which signals itself
// does not starve the loop. `run` returns false to stop.
template <typename Run>
void ForEachPending(Run run) {
  realfork_signals_pending.store(0);
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  for (int signal = 1; signal < kSignalLimit; ++signal) {
    unsigned count = PendingCount(signal);
    if (count == 0) continue;
    if (sigismember(&blocked, signal) == 1) {
      held_back = true;
      continue;
    }
    for (; count > 0 && slots[signal].is_caught && TakePending(signal);
         --count) {
      if (!run(signal)) {
        WakeLoop();
        return;
      }
    }
  }
}

// As for an event listener that threw: 'uncaughtException', or the end.
void ReportUncaught(Napi::Env env) {
  const Napi::Error error = env.GetAndClearPendingException();
  napi_fatal_exception(env, error.Value());
}

void OnWakeup(uv_async_t*) {
  const Napi::Env env(delivery_env);
  const Napi::HandleScope scope(env);
  ForEachPending([env](int signal) {
    // Closing it runs the nextTicks and microtasks, no longer under the mask.
    const Napi::CallbackScope callback(env, *async_context);
    if (!RunHandler(env, signal)) ReportUncaught(env);
    return true;
  });
}

// The handles stay open and the handlers installed: a signal that was caught
// must not kill the process in the last instants of its life.
void StopDelivery() {
  delivery_env = nullptr;
  ForgetLoop();
  delete dispatch_function;
  delete async_context;
}

}  // namespace

int StartDelivery(Napi::Env env, Napi::Function dispatch) {
  uv_loop_t* loop;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return ENOTSUP;
  HandlerSetup setup = {pthread_self(), {}, &wakeup};
  int error = LearnLibuvHandler(loop, &setup.libuv);
  if (error == 0) error = -uv_async_init(loop, &wakeup, OnWakeup);
  if (error != 0) return error;
  uv_unref(reinterpret_cast<uv_handle_t*>(&wakeup));
  SetUpSignalHandler(setup);
  dispatch_function = new Napi::FunctionReference(Napi::Persistent(dispatch));
  async_context = new Napi::AsyncContext(env, "realfork.sigaction");
  env.AddCleanupHook(StopDelivery);
  delivery_env = env;
  return 0;
}

bool DeliversSignals(Napi::Env env) {
  return delivery_env != nullptr && delivery_env == static_cast<napi_env>(env);
}

void SetCatch(int signal, const Catch* caught) {
  slots[signal].is_caught = caught != nullptr;
  if (caught != nullptr) slots[signal].value = *caught;
}

const Catch* GetCatch(int signal) {
  return slots[signal].is_caught ? &slots[signal].value : nullptr;
}

void ReleaseHeldBack() {
  if (!held_back) return;
  held_back = false;
  WakeLoop();
}

Delivery DeliverSignals(Napi::Env env) {
  const Napi::HandleScope scope(env);
  Delivery delivery = Delivery::kNothing;
  ForEachPending([&](int signal) {
    const bool restarts = slots[signal].value.flags & SA_RESTART;
    if (!RunHandler(env, signal)) {
      delivery = Delivery::kThrew;
      return false;
    }
    if (!restarts) {
      delivery = Delivery::kInterrupts;
    } else if (delivery == Delivery::kNothing) {
      delivery = Delivery::kRestarts;
    }
    return true;
  });
  return delivery;
}

}  // namespace realfork
