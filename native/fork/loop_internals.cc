// SPDX-License-Identifier: MIT
// Neither has an accessor, but both can be told by what they hold: pointers to
// mappings of an io_uring, and a pointer to a record on the main stack.
#include "loop_internals.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "proc.h"

namespace realfork {
namespace {

// libuv's struct uv__invalidate, the same from 1.45 to 1.52.
struct Batch {
  void* prepared;
  epoll_event* events;
  int count;
};

constexpr int kLargestBatch = 1024;

struct Mapping {
  void* start;
  size_t size;
};

// The submission and completion queues are one mapping, the entries another.
constexpr size_t kMappings = 2;
Mapping ring_mappings[kMappings];
size_t ring_mapping_count = 0;
int* ring_fd = nullptr;

size_t WordCount(const uv_loop_t* loop) {
  return malloc_usable_size(loop->internal_fields) / sizeof(uintptr_t);
}

uintptr_t* Words(const uv_loop_t* loop) {
  return static_cast<uintptr_t*>(loop->internal_fields);
}

bool IsRing(int fd) {
  char path[64];
  char target[32] = {};
  ProcPath(path, "/proc/self/fd/", fd, "");
  return fd >= 0 && readlink(path, target, sizeof(target) - 1) != -1 &&
         strcmp(target, "anon_inode:[io_uring]") == 0;
}

// In libuv's struct uv__iou the descriptor follows the pointers and lengths.
int* FindRingFd(uintptr_t* pointer, const uintptr_t* end) {
  constexpr ptrdiff_t kNear = 12;
  for (uintptr_t* at = pointer; at < end && at - pointer < kNear; at++) {
    auto* number = reinterpret_cast<int*>(at);
    if (*at <= UINT32_MAX && IsRing(number[0])) return number;
    if (IsRing(number[0]) && number[1] == 0) return number;
  }
  return nullptr;
}

// A pointer into the live part of the calling thread's stack.
bool OnStack(uintptr_t address) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  constexpr uintptr_t kDeepest = 1 << 20;
  return address > here && address - here < kDeepest;
}

}  // namespace

bool InitLoopInternals(uv_loop_t* loop) {
  uintptr_t* words = Words(loop);
  uintptr_t* end = words + WordCount(loop);
  bool any_ring = false;
  ForEachMapping([&](MemoryRange range, const char* line) {
    if (strstr(line, "anon_inode:[io_uring]") == nullptr) return;
    any_ring = true;
    for (uintptr_t* word = words; word < end; word++) {
      if (*word != range.start || ring_mapping_count == kMappings) continue;
      ring_mappings[ring_mapping_count++] = {
          reinterpret_cast<void*>(range.start), range.end - range.start};
      if (ring_fd == nullptr) ring_fd = FindRingFd(word, end);
      break;
    }
  });
  return !any_ring || (ring_fd != nullptr && ring_mapping_count == kMappings);
}

void VoidEventBatch(uv_loop_t* loop) {
  uintptr_t* words = Words(loop);
  const size_t count = WordCount(loop);
  for (size_t i = 0; i < count; i++) {
    if (!OnStack(words[i])) continue;
    const auto* batch = reinterpret_cast<const Batch*>(words[i]);
    const auto events = reinterpret_cast<uintptr_t>(batch->events);
    if (!OnStack(events) || batch->count < 1 || batch->count > kLargestBatch) {
      continue;
    }
    for (int at = 0; at < batch->count; at++) batch->events[at].data.fd = -1;
    return;
  }
}

void DropRing() {
  if (ring_fd == nullptr) return;
  close(*ring_fd);
  *ring_fd = -1;
  for (const Mapping& mapping : ring_mappings) {
    munmap(mapping.start, mapping.size);
  }
  ring_fd = nullptr;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
