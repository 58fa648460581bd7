// SPDX-License-Identifier: MIT
// V8 marks its heap MADV_DONTFORK (nodejs/node#48523): the child of a plain
// fork() has no heap and dies at its first JavaScript instruction. What it has
// marked before this addon is loaded is changed at the first fork; from then on
// its wish comes to nothing, so that no fork need look again.
#include "memory.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <node_api.h>
#include <string.h>
#include <sys/mman.h>

#include "interposition.h"

namespace realfork {
namespace {

// madvise(2) refuses the kernel's own pages ([vvar], [vdso]), so the advice
// goes to what lies below and above them.
constexpr uintptr_t kLowest = 0x10000;  // vm.mmap_min_addr
MemoryRange kernel_pages = {0, 0};

// Holes in the range answer ENOMEM after the rest was advised; that is fine.
bool Advise(MemoryRange range) {
  if (range.start >= range.end) return true;
  return madvise(reinterpret_cast<void*>(range.start), range.end - range.start,
                 MADV_DOFORK) == 0 ||
         errno == ENOMEM;
}

int OnMadvise(void* start, size_t length, int advice) {
  return advice == MADV_DONTFORK ? 0 : madvise(start, length, advice);
}

Interposed advising = {
    "madvise", reinterpret_cast<void*>(OnMadvise), nullptr,
    // V8 is part of the same object. What others keep from children is theirs.
    reinterpret_cast<const void*>(napi_create_function), true, false};

bool inheritable = false;

}  // namespace

void InitMemory() {
  Interpose(&advising, 1);
  kernel_pages = {UINTPTR_MAX, 0};
  ForEachMapping([](MemoryRange range, const char* line) {
    if (strstr(line, "[vvar") == nullptr && strstr(line, "[vdso]") == nullptr) {
      return;
    }
    if (range.start < kernel_pages.start) kernel_pages.start = range.start;
    if (range.end > kernel_pages.end) kernel_pages.end = range.end;
  });
}

void MakeMemoryInheritable() {
  if (inheritable) return;
  inheritable = advising.called;
#if defined(__x86_64__)
  constexpr uintptr_t kHighest = 0x7ffffffff000;
#else
  constexpr uintptr_t kHighest = 0x1000000000000;
#endif
  if (Advise({kLowest, kernel_pages.start}) &&
      Advise({kernel_pages.end, kHighest})) {
    return;
  }
  // Another mapping that madvise refuses (a device's) ended the sweep early:
  // go one by one.
  ForEachMapping([](MemoryRange range, const char*) { Advise(range); });
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
