// SPDX-License-Identifier: MIT
// The C handler and what it shares with the rest. Everything here is
// async-signal-safe.
#ifndef REALFORK_SIGNAL_HANDLER_H_
#define REALFORK_SIGNAL_HANDLER_H_

#include <pthread.h>
#include <signal.h>
#include <uv.h>

namespace realfork {

// One more than the highest signal number of any system we know (FreeBSD 126).
constexpr int kSignalLimit = 128;

struct HandlerSetup {
  pthread_t main_thread;   // where JavaScript runs: only it marks signals
  struct sigaction libuv;  // libuv's own handler, the same for every signal
  uv_async_t* wakeup;      // makes the event loop deliver
};

// Before the first handler is installed.
void SetUpSignalHandler(const HandlerSetup& setup);

// The loop is going away: no more wake-ups.
void ForgetLoop();

// The kernel-level handler of every signal that JavaScript catches.
void OnSignal(int signal, siginfo_t* info, void* context);

// SA_RESETHAND: the next signal puts the default action back.
void ArmReset(int signal, bool armed);

// True once, after a signal did so.
bool TakeReset(int signal);

// Who handled faults (SIGSEGV ...) before us: V8's WebAssembly traps.
void SetFaultAction(int signal, const struct sigaction& action);

// How many of this signal wait for their JavaScript handler.
unsigned PendingCount(int signal);

// Takes one of them; false if there is none.
bool TakePending(int signal);

// Takes all of them.
unsigned DropPending(int signal);

// Makes the loop deliver at its next turn.
void WakeLoop();

// Nothing happens by default, so libuv's handler may do it.
bool IsIgnoredByDefault(int signal);

}  // namespace realfork

#endif  // REALFORK_SIGNAL_HANDLER_H_
