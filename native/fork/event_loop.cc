// SPDX-License-Identifier: MIT
// uv_loop_fork(3) itself does not do here. It closes the loop's eventfd under
// threads that may be writing to it (libuv aborts on EBADF), clears wake-ups
// that were sent and not yet delivered, and pulls the watchers from under a
// running I/O callback. With every kernel object already replaced under its
// old number, what is left to do is little, and touches only the fields of
// uv_loop_t that uv.h declares and that libuv keeps for the sake of its ABI.
#include "event_loop.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include "caught_signals.h"
#include "event_batch.h"
#include "queue.h"
#include "rings.h"
#include "watches.h"

namespace realfork {
namespace {

uv_loop_t* main_loop = nullptr;
uv_prepare_t before_poll;
uv_check_t after_poll;
bool polling = false;

// A watcher in this queue is registered with the epoll before the next poll;
// one whose events are 0 is registered as new.
void Rearm(uv__io_t* watcher) {
  watcher->events = 0;
  Queue* entry = AsQueue(&watcher->watcher_queue);
  if (IsAlone(entry)) Append(AsQueue(&main_loop->watcher_queue), entry);
}

// The parent's child is not ours, its end will never be reported here, and a
// loop that waits for it would never end.
void UnrefProcess(uv_handle_t* handle) {
  if (handle->type == UV_PROCESS) uv_unref(handle);
}

void BeforePoll(uv_prepare_t*) { polling = true; }

void AfterPoll(uv_check_t*) {
  polling = false;
  EndOfPoll();
}

}  // namespace

void InitEventLoop(uv_loop_t* loop) {
  main_loop = loop;
  uv_prepare_init(loop, &before_poll);
  uv_check_init(loop, &after_poll);
  uv_prepare_start(&before_poll, BeforePoll);
  uv_check_start(&after_poll, AfterPoll);
  uv_unref(reinterpret_cast<uv_handle_t*>(&before_poll));
  uv_unref(reinterpret_cast<uv_handle_t*>(&after_poll));
  FindRings();
}

void DetachEventLoop() {
  VoidEventBatch(main_loop);
  ForgetCaughtSignals(main_loop);
  DropRings();
  for (unsigned i = 0; i < main_loop->nwatchers; i++) {
    uv__io_t* watcher = main_loop->watchers[i];
    if (watcher != nullptr && watcher->pevents != 0) Rearm(watcher);
  }
}

void RepairHandles() {
  ForEachHandle(main_loop, UnrefProcess);
  RestartWatches(main_loop);
  if (polling) IgnoreReadSignals(main_loop);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
