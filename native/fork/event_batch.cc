// SPDX-License-Identifier: MIT
// The batch has no accessor, but the loop's inner fields point at a record of
// it on the stack of the thread that runs the loop, and nothing else there
// does.
#include "event_batch.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <malloc.h>
#include <stdint.h>
#include <sys/epoll.h>

namespace realfork {
namespace {

// libuv's struct uv__invalidate, the same from 1.45 to 1.52.
struct Batch {
  void* prepared;
  epoll_event* events;
  int count;
};

constexpr int kLargestBatch = 1024;

// A pointer into the live part of the calling thread's stack.
bool OnStack(uintptr_t address) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  constexpr uintptr_t kDeepest = 8 << 20;
  return address > here && address - here < kDeepest;
}

bool IsBatch(uintptr_t address) {
  if (!OnStack(address) || address % alignof(Batch) != 0) return false;
  const auto* batch = reinterpret_cast<const Batch*>(address);
  return OnStack(reinterpret_cast<uintptr_t>(batch->events)) &&
         batch->count >= 1 && batch->count <= kLargestBatch;
}

}  // namespace

void VoidEventBatch(uv_loop_t* loop) {
  const auto* words = static_cast<const uintptr_t*>(loop->internal_fields);
  // Reads only the block's own size: no lock is taken.
  const size_t count =
      malloc_usable_size(loop->internal_fields) / sizeof(*words);
  for (size_t i = 0; i < count; i++) {
    if (!IsBatch(words[i])) continue;
    const auto* batch = reinterpret_cast<const Batch*>(words[i]);
    for (int at = 0; at < batch->count; at++) batch->events[at].data.fd = -1;
    return;
  }
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
