// SPDX-License-Identifier: MIT
#include "c_heap.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <malloc.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace realfork {
namespace {

uintptr_t heap_start = 0;

// What sbrk(0) says, which is not async-signal-safe by anybody's promise.
uintptr_t HeapEnd() { return static_cast<uintptr_t>(syscall(SYS_brk, 0)); }

}  // namespace

void InitCHeap() {
  ForEachMapping([](MemoryRange range, const char* line) {
    if (strstr(line, "[heap]") == nullptr || heap_start != 0) return;
    heap_start = range.start;
  });
}

MemoryRange CHeap() {
  if (heap_start == 0) return {0, 0};
  return {heap_start, HeapEnd()};
}

void TrimCHeap() {
  // Another thread that allocates meanwhile sees the old value or the new one.
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  mallopt(M_MXFAST, 0);
  malloc_trim(0);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
