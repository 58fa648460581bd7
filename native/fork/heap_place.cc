// SPDX-License-Identifier: MIT
// The runtime's mmap() and munmap() come here (interposition.h). What looks
// like a piece of V8's heap is given out of one area, from its start; what is
// given back stays mapped, so that the area is of one piece for the kernel,
// too: only that can be huge pages. It has no memory until it is needed again,
// or becomes part of a huge page most of which is in use.
#include "heap_place.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <stdint.h>
#include <sys/mman.h>

#include <atomic>
#include <iterator>

#include "huge_pages.h"
#include "interposition.h"

namespace realfork {
namespace {

constexpr size_t kPiece = size_t{256} * 1024;  // V8's, since 2019
constexpr size_t kPieces = 65536;              // 16 GB
constexpr size_t kPiecesPerHugePage = kHugePage / kPiece;
// Larger ones are reservations: for machine code, for WebAssembly.
constexpr size_t kLargest = size_t{64} * 1024 * 1024;
constexpr int kProtection = PROT_READ | PROT_WRITE;
constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

uintptr_t area = 0;
std::atomic<bool> taken[kPieces];
// No piece below it is free.
std::atomic<size_t> first_free{0};
// How much is mapped, in huge pages.
std::atomic<size_t> mapped{0};

size_t PiecesIn(size_t length) { return (length + kPiece - 1) / kPiece; }

void* PieceAt(size_t piece) {
  return reinterpret_cast<void*>(area + piece * kPiece);
}

// Takes as many in a row as nobody has, all or none.
bool TryToTake(size_t from, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!taken[from + i].exchange(true)) continue;
    while (i-- > 0) taken[from + i].store(false);
    return false;
  }
  return true;
}

size_t Take(size_t count) {
  const size_t start = first_free.load();
  bool full = true;
  for (size_t from = start; from + count <= kPieces; from++) {
    if (taken[from].load(std::memory_order_relaxed)) continue;
    if (TryToTake(from, count)) {
      size_t expected = start;
      if (full) first_free.compare_exchange_strong(expected, from + count);
      return from;
    }
    full = false;
  }
  return kPieces;
}

void GiveBack(size_t from, size_t count) {
  for (size_t i = from; i < from + count; i++) taken[i].store(false);
  if (from < first_free.load()) first_free.store(from);
}

// False where something else is mapped already.
bool MapUpTo(size_t pieces) {
  const size_t wanted = (pieces + kPiecesPerHugePage - 1) / kPiecesPerHugePage;
  size_t have = mapped.load();
  while (have < wanted) {
    void* place = PieceAt(have * kPiecesPerHugePage);
    void* memory = mmap(place, kHugePage, kProtection,
                        kFlags | MAP_FIXED_NOREPLACE, -1, 0);
    if (memory == place) {
      mapped.store(have + 1);
    } else {
      // Kernels before 4.17 take the flag for a wish.
      if (memory != MAP_FAILED) munmap(memory, kHugePage);
      // Or another thread was faster.
      if (mapped.load() == have) return false;
    }
    have = mapped.load();
  }
  return true;
}

// V8 asks for addresses first, and for the right to use them later.
bool IsOfHeap(const void* hint, size_t length, int protection, int flags,
              int fd) {
  constexpr int kOfHeap = MAP_PRIVATE | MAP_ANONYMOUS;
  return hint != nullptr && length >= kPiece && length <= kLargest &&
         (protection == PROT_NONE || protection == kProtection) && fd == -1 &&
         (flags & (kOfHeap | MAP_FIXED)) == kOfHeap;
}

void* TakeMemory(size_t length) {
  const size_t count = PiecesIn(length);
  const size_t from = Take(count);
  if (from == kPieces) return nullptr;
  void* memory = PieceAt(from);
  // Whoever had it before may have protected some of it.
  if (MapUpTo(from + count) &&
      mprotect(memory, count * kPiece, kProtection) == 0) {
    return memory;
  }
  GiveBack(from, count);
  return nullptr;
}

void* OnMmap(void* hint, size_t length, int protection, int flags, int fd,
             off_t offset) {
  if (IsOfHeap(hint, length, protection, flags, fd)) {
    void* memory = TakeMemory(length);
    if (memory != nullptr) return memory;
  }
  return mmap(hint, length, protection, flags, fd, offset);
}

// Beyond what is mapped for the heap, the kernel puts what others ask for.
bool IsOurs(uintptr_t start, size_t length) {
  const size_t size = mapped.load() * kHugePage;
  return start >= area && start - area <= size &&
         length <= size - (start - area);
}

int OnMunmap(void* memory, size_t length) {
  const auto start = reinterpret_cast<uintptr_t>(memory);
  if (!IsOurs(start, length)) return munmap(memory, length);
  // V8 asks for more than it needs, to align it, and gives the rest back.
  const size_t from = PiecesIn(start - area);
  const size_t end = PiecesIn(start - area + length);
  // Who takes it next gets zeros. What is locked in memory (mlockall(2)) cannot
  // be dropped, but replaced.
  if (madvise(memory, length, MADV_DONTNEED) != 0 &&
      mmap(memory, length, kProtection, kFlags | MAP_FIXED, -1, 0) != memory) {
    return -1;
  }
  GiveBack(from, end - from);
  return 0;
}

// Each calls the C library's itself, whoever stands before that: another copy
// of this addon has an area of its own.
Interposed functions[] = {
    {"mmap64", reinterpret_cast<void*>(OnMmap), nullptr, nullptr, false, false},
    {"mmap", reinterpret_cast<void*>(OnMmap), nullptr, nullptr, false, false},
    {"munmap", reinterpret_cast<void*>(OnMunmap), nullptr, nullptr, false,
     false},
};

}  // namespace

void GatherHeap() {
  constexpr size_t kSize = kPieces * kPiece;
  void* free_range = mmap(nullptr, kSize + kHugePage, PROT_NONE, kFlags, -1, 0);
  if (free_range == MAP_FAILED) return;
  munmap(free_range, kSize + kHugePage);
  area = (reinterpret_cast<uintptr_t>(free_range) + kHugePage - 1) &
         ~(kHugePage - 1);
  Interpose(functions, std::size(functions));
}

MemoryRange HeapPlace() { return {area, area + mapped.load() * kHugePage}; }

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
