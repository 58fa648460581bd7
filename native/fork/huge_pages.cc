// SPDX-License-Identifier: MIT
// A fork takes note of each page. Where 512 of them are one, or have been one
// before a few were written to, it takes a third of the time.
#include "huge_pages.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <string.h>
#include <sys/mman.h>

#include <algorithm>
#include <iterator>

#include "c_heap.h"
#include "heap_place.h"
#include "memory.h"

namespace realfork {
namespace {

constexpr size_t kPage = 4096;

bool has_huge_pages = false;

bool FindOut() {
  uint64_t size = 0;
  bool forbidden = true;
  ForEachLine("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
              [&size](const char* line) { ReadNumber(line, "", 10, &size); });
  ForEachLine("/sys/kernel/mm/transparent_hugepage/enabled",
              [&forbidden](const char* line) {
                forbidden = strstr(line, "[never]") != nullptr;
              });
  return !forbidden && size == kHugePage;
}

// Behind what one sweep has looked at.
struct Sweep {
  uintptr_t next;
};
Sweep of_v8, of_c;

// One that is nearly empty would be filled up with zeros: more to note, and
// memory for nothing.
bool IsWorthIt(void* start) {
  unsigned char present[kHugePage / kPage];
  if (mincore(start, kHugePage, present) == -1) return false;
  const auto pages = std::count_if(std::begin(present), std::end(present),
                                   [](unsigned char at) { return at & 1; });
  return static_cast<size_t>(pages) >= std::size(present) / 2;
}

void GoOn(Sweep* sweep, MemoryRange range, unsigned* left) {
  uintptr_t at = std::max(sweep->next, range.start);
  at = (at + kHugePage - 1) & ~(kHugePage - 1);
  for (; *left > 0 && at + kHugePage <= range.end; at += kHugePage, --*left) {
    auto* start = reinterpret_cast<void*>(at);
    if (IsWorthIt(start)) madvise(start, kHugePage, kCollapse);
  }
  if (sweep->next != at) sweep->next = at;
}

}  // namespace

void InitHugePages() { has_huge_pages = FindOut(); }

bool HasHugePages() { return has_huge_pages; }

void MakeHeapCheaper() {
  constexpr unsigned kFew = 2;     // forks, after which more are to be expected
  constexpr unsigned kAtOnce = 4;  // some tenths of a millisecond each
  // What either process writes to is copied out of a huge page.
  constexpr unsigned kAgain = 64;
  static unsigned forks = 0;
  if (!HasHugePages() || forks++ < kFew) return;
  if (forks % kAgain == 0) of_v8 = of_c = {0};
  unsigned left = kAtOnce;
  GoOn(&of_v8, HeapPlace(), &left);
  GoOn(&of_c, CHeap(), &left);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
