// SPDX-License-Identifier: MIT
#include "caught_signals.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <sys/ioctl.h>

#include <vector>

#include "queue.h"

namespace realfork {
namespace {

struct Listener {
  uv_signal_t* handle;
  uv_signal_cb callback;
  unsigned caught_before;  // by the parent
  unsigned dispatched;     // of the child's own
};

// What libuv's signal handler writes for each handle of the signal.
struct Message {
  uv_signal_t* handle;
  int signal;
};

uv_loop_t* main_loop = nullptr;
std::vector<Listener> listeners;

Listener* FindListener(const uv_signal_t* handle) {
  for (Listener& listener : listeners) {
    if (listener.handle == handle) return &listener;
  }
  return nullptr;
}

template <typename Visit>
void ForEachSignalHandle(uv_loop_t* loop, Visit visit) {
  ForEachHandle(loop, [&visit](uv_handle_t* handle) {
    if (handle->type == UV_SIGNAL)
      visit(reinterpret_cast<uv_signal_t*>(handle));
  });
}

// Messages come in order: those that the parent read, then the child's own. As
// long as all that the child has caught is still in its pipe, it is the former.
bool IsParents() {
  unsigned caught = 0;
  ForEachSignalHandle(main_loop, [&caught](const uv_signal_t* handle) {
    const Listener* listener = FindListener(handle);
    caught += handle->caught_signals;
    if (listener != nullptr) caught -= listener->caught_before;
  });
  int bytes = 0;
  ioctl(main_loop->signal_pipefd[0], FIONREAD, &bytes);
  return static_cast<unsigned>(bytes) / sizeof(Message) >= caught;
}

void OnSignal(uv_signal_t* handle, int signal) {
  Listener* listener = FindListener(handle);
  if (IsParents()) return;
  listener->dispatched++;
  listener->callback(handle, signal);
}

}  // namespace

void ForgetCaughtSignals(uv_loop_t* loop) {
  // libuv does not finish closing a handle while it waits for one (#3483).
  ForEachSignalHandle(loop, [](uv_signal_t* handle) {
    if (handle->dispatched_signals == handle->caught_signals) return;
    handle->dispatched_signals = handle->caught_signals;
  });
}

void IgnoreReadSignals(uv_loop_t* loop) {
  main_loop = loop;
  ForEachSignalHandle(loop, [](uv_signal_t* handle) {
    Listener* listener = FindListener(handle);
    if (listener == nullptr) {
      listeners.push_back({handle, handle->signal_cb, 0, 0});
      listener = &listeners.back();
    }
    // Changed by this thread only, and not since ForgetCaughtSignals().
    listener->caught_before = handle->dispatched_signals;
    listener->dispatched = 0;
    if (handle->signal_cb != OnSignal) {
      listener->callback = handle->signal_cb;
      handle->signal_cb = OnSignal;
    }
  });
}

void EndOfPoll() {
  for (const Listener& listener : listeners) {
    uv_signal_t* handle = listener.handle;
    if (handle->signal_cb != OnSignal) continue;  // started anew meanwhile
    handle->signal_cb = listener.callback;
    handle->dispatched_signals = listener.caught_before + listener.dispatched;
  }
  listeners.clear();
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
