// SPDX-License-Identifier: MIT
// libuv has no accessor for its rings, and Node none for its inner loops (of
// the delayed task scheduler and of tracing, which every process runs once when
// it exits). But a loop's record of its ring can be told by what it holds: the
// addresses of the ring's two mappings and its descriptor.
#include "rings.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <initializer_list>

#include "memory.h"
#include "proc.h"

namespace realfork {
namespace {

// The part of libuv's struct uv__iou that has not changed from 1.45 to 1.52:
// the submission queue, the completions in the same mapping, the entries in
// their own; then lengths and the descriptor.
struct Record {
  uintptr_t queue;
  uintptr_t completions;
  uintptr_t entries;
  uintptr_t lengths[4];
  int fd;
};

constexpr size_t kCapacity = 64;

MemoryRange mappings[2 * kCapacity];
size_t mapping_count = 0;
Record* records[kCapacity];
size_t record_count = 0;

const MemoryRange* MappingAt(uintptr_t start) {
  for (size_t i = 0; i < mapping_count; i++) {
    if (mappings[i].start == start) return &mappings[i];
  }
  return nullptr;
}

bool IsRing(int fd) {
  char path[64];
  char target[32] = {};
  if (fd < 0) return false;
  ProcPath(path, "/proc/self/fd/", fd, "");
  return readlink(path, target, sizeof(target) - 1) != -1 &&
         strcmp(target, "anon_inode:[io_uring]") == 0;
}

bool IsRecord(const Record& record) {
  const MemoryRange* queue = MappingAt(record.queue);
  return queue != nullptr && record.completions > queue->start &&
         record.completions < queue->end &&
         MappingAt(record.entries) != nullptr && IsRing(record.fd);
}

// Other threads may unmap what is being read: this call returns less, where a
// pointer would fault. /proc/self/mem would not do: a process that has changed
// its user may not open it.
size_t ReadMemory(uintptr_t start, void* copy, size_t size) {
  const iovec to = {copy, size};
  const iovec from = {reinterpret_cast<void*>(start), size};
  const ssize_t got = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
  return got < 0 ? 0 : static_cast<size_t>(got);
}

bool ReadRecord(const Record* address, Record* record) {
  const auto start = reinterpret_cast<uintptr_t>(address);
  return ReadMemory(start, record, sizeof(*record)) == sizeof(*record) &&
         IsRecord(*record);
}

void SearchPage(uintptr_t page, size_t page_size) {
  constexpr size_t kLargestPage = 65536;
  static char copy[kLargestPage];
  const size_t size = ReadMemory(page, copy, page_size);
  for (size_t at = 0; at + sizeof(uintptr_t) <= size; at += sizeof(uintptr_t)) {
    uintptr_t word;
    memcpy(&word, copy + at, sizeof(word));
    if (MappingAt(word) == nullptr) continue;
    // The record may end in the next page.
    auto* address = reinterpret_cast<Record*>(page + at);
    Record record;
    if (ReadRecord(address, &record) && record_count < kCapacity) {
      records[record_count++] = address;
    }
  }
  // Another copy of this addon would find our copy of the record.
  memset(copy, 0, size);
}

// Only pages in memory: to read the rest, of stacks for the most part, would
// take page tables for them.
void SearchMapping(MemoryRange range) {
  constexpr size_t kBatch = 512;
  const auto page_size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  unsigned char present[kBatch];
  for (uintptr_t at = range.start; at < range.end; at += kBatch * page_size) {
    const size_t left = (range.end - at) / page_size;
    const size_t count = left < kBatch ? left : kBatch;
    void* start = reinterpret_cast<void*>(at);
    if (mincore(start, count * page_size, present) == -1) continue;
    for (size_t i = 0; i < count; i++) {
      if ((present[i] & 1) != 0) SearchPage(at + i * page_size, page_size);
    }
  }
}

void NoteMappings() {
  mapping_count = 0;
  ForEachMapping([](MemoryRange range, const char* line) {
    if (strstr(line, "anon_inode:[io_uring]") == nullptr) return;
    if (mapping_count < 2 * kCapacity) mappings[mapping_count++] = range;
  });
}

bool HasRecord(int fd) {
  for (size_t i = 0; i < record_count; i++) {
    Record record;
    if (ReadRecord(records[i], &record) && record.fd == fd) return true;
  }
  return false;
}

}  // namespace

void FindRings() {
  record_count = 0;
  NoteMappings();
  if (mapping_count == 0) return;
  ForEachMapping([](MemoryRange range, const char* line) {
    // Each ring has two mappings and one record.
    if (record_count * 2 >= mapping_count) return;
    const char* access = strchr(line, ' ');
    if (access != nullptr && strncmp(access, " rw-p", 5) == 0) {
      SearchMapping(range);
    }
  });
}

bool CanDropRing(int fd) {
  if (HasRecord(fd)) return true;
  // A loop that was made since the last look has a ring of its own.
  FindRings();
  return HasRecord(fd);
}

void DropRings() {
  for (size_t i = 0; i < record_count; i++) {
    // The loop may have been closed since, and its memory used for other ends.
    Record record;
    if (!ReadRecord(records[i], &record)) continue;
    for (const uintptr_t start : {record.queue, record.entries}) {
      const MemoryRange* mapping = MappingAt(start);
      munmap(reinterpret_cast<void*>(start), mapping->end - mapping->start);
    }
    close(record.fd);
    records[i]->fd = -1;
  }
  record_count = 0;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
