// SPDX-License-Identifier: MIT
#include "libuv_signals.h"

#include "signal_handler.h"

namespace realfork {
namespace {

uv_loop_t* loop;
struct sigaction libuv_action;
uv_signal_t watchers[kSignalLimit];
bool initialized[kSignalLimit];

// Being registered is all a watcher is for; the C handler wakes the loop.
void Ignore(uv_signal_t*, int) {}

}  // namespace

int LearnLibuvHandler(uv_loop_t* main_loop, struct sigaction* action) {
  loop = main_loop;
  // The handler is static in libuv. SIGURG does nothing by default, so nothing
  // can happen while it shows itself there.
  struct sigaction before;
  sigaction(SIGURG, nullptr, &before);
  const int error = WatchSignal(SIGURG);
  if (error != 0) return error;
  sigaction(SIGURG, nullptr, &libuv_action);
  UnwatchSignal(SIGURG);
  if (!IsLibuvHandler(before)) sigaction(SIGURG, &before, nullptr);
  *action = libuv_action;
  return 0;
}

bool IsLibuvHandler(const struct sigaction& action) {
  return action.sa_handler == libuv_action.sa_handler;
}

int WatchSignal(int signal) {
  uv_signal_t* const watcher = &watchers[signal];
  if (!initialized[signal]) {
    const int error = uv_signal_init(loop, watcher);
    if (error != 0) return -error;
    initialized[signal] = true;
    uv_unref(reinterpret_cast<uv_handle_t*>(watcher));
  }
  return -uv_signal_start(watcher, Ignore, signal);
}

bool IsWatched(int signal) {
  return initialized[signal] &&
         uv_is_active(reinterpret_cast<uv_handle_t*>(&watchers[signal]));
}

void UnwatchSignal(int signal) {
  if (initialized[signal]) uv_signal_stop(&watchers[signal]);
}

int ReturnToLibuv(int signal) {
  const int error = WatchSignal(signal);
  if (error != 0) return error;
  sigaction(signal, &libuv_action, nullptr);
  UnwatchSignal(signal);
  return 0;
}

}  // namespace realfork
