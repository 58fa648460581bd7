// SPDX-License-Identifier: MIT
#include "watches.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <sys/inotify.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "queue.h"

namespace realfork {
namespace {

struct Watch {
  uv_fs_event_t* handle;
  uv_fs_event_cb callback;
  std::string path;
  int number;
};

std::vector<Watch> FindWatches(uv_loop_t* loop) {
  std::vector<Watch> all;
  ForEachHandle(loop, [&all](uv_handle_t* handle) {
    if (handle->type != UV_FS_EVENT || !uv_is_active(handle)) return;
    auto* watch = reinterpret_cast<uv_fs_event_t*>(handle);
    all.push_back({watch, watch->cb, watch->path, watch->wd});
  });
  return all;
}

// libuv finds a watch by the number that inotify gave it, and may be about to
// report more events under the old numbers, or to remove an old watch. A new
// inotify would give the same numbers to others; it counts upwards.
void SkipNumbers(int inotify, int last) {
  for (int number = 0; number < last;) {
    number = inotify_add_watch(inotify, "/", IN_DELETE_SELF);
    if (number == -1) return;
    inotify_rm_watch(inotify, number);
  }
  // Each removal is reported.
  char events[4096];
  while (read(inotify, events, sizeof(events)) > 0) {
  }
}

}  // namespace

void RestartWatches(uv_loop_t* loop) {
  const std::vector<Watch> all = FindWatches(loop);
  if (all.empty()) return;
  int last = 0;
  for (const Watch& watch : all) {
    if (watch.number > last) last = watch.number;
    uv_fs_event_stop(watch.handle);
  }
  SkipNumbers(loop->inotify_fd, last);
  for (const Watch& watch : all) {
    // What is watched may be gone by now; then there is nothing to report.
    uv_fs_event_start(watch.handle, watch.callback, watch.path.c_str(), 0);
  }
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
