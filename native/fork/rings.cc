// SPDX-License-Identifier: MIT
// libuv has no accessor for its rings, and Node none for its inner loops (of
// the delayed task scheduler and of tracing, which every process runs once when
// it exits). But a loop's record of its ring can be told by what it holds: the
// addresses of the ring's two mappings and its descriptor.
#include "rings.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
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
int looked_at[kCapacity];
size_t looked_at_count = 0;

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

bool IsRecord(const Record* record) {
  const MemoryRange* queue = MappingAt(record->queue);
  return queue != nullptr && record->completions > queue->start &&
         record->completions < queue->end &&
         MappingAt(record->entries) != nullptr && IsRing(record->fd);
}

void SearchWords(uintptr_t start, uintptr_t end) {
  for (uintptr_t at = start; at + sizeof(Record) <= end; at += sizeof(at)) {
    auto* record = reinterpret_cast<Record*>(at);
    if (!IsRecord(record) || record_count == kCapacity) continue;
    records[record_count++] = record;
  }
}

// Only pages in memory: to read the rest, of stacks for the most part, would
// take page tables for them. A record may lie across pages.
void SearchMapping(int pagemap, MemoryRange range) {
  constexpr size_t kBatch = 512;
  constexpr uint64_t kPresent = uint64_t{1} << 63;
  constexpr uint64_t kSwapped = uint64_t{1} << 62;
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  uint64_t entries[kBatch];
  uintptr_t run = range.start;  // what is in memory and not yet searched
  for (uintptr_t at = range.start; at < range.end; at += kBatch * page) {
    const size_t wanted = (range.end - at) / page;
    const size_t count = wanted < kBatch ? wanted : kBatch;
    const auto offset = static_cast<off_t>(at / page * sizeof(uint64_t));
    const ssize_t got =
        pread(pagemap, entries, count * sizeof(uint64_t), offset);
    const size_t read =
        got < 0 ? 0 : static_cast<size_t>(got) / sizeof(*entries);
    for (size_t i = 0; i < count; i++) {
      if (i < read && (entries[i] & (kPresent | kSwapped)) != 0) continue;
      SearchWords(run, at + i * page);
      run = at + (i + 1) * page;
    }
  }
  SearchWords(run, range.end);
}

bool NoteRing(int fd, void*) {
  if (IsRing(fd) && looked_at_count < kCapacity) {
    looked_at[looked_at_count++] = fd;
  }
  return true;
}

void NoteMappings() {
  mapping_count = 0;
  ForEachMapping([](MemoryRange range, const char* line) {
    if (strstr(line, "anon_inode:[io_uring]") == nullptr) return;
    if (mapping_count < 2 * kCapacity) mappings[mapping_count++] = range;
  });
}

}  // namespace

void FindRings() {
  looked_at_count = 0;
  record_count = 0;
  ForEachNumber("/proc/self/fd", NoteRing, nullptr);
  if (looked_at_count == 0) return;
  NoteMappings();
  const int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (pagemap == -1) return;
  ForEachMapping([pagemap](MemoryRange range, const char* line) {
    if (record_count == looked_at_count) return;
    const char* access = strchr(line, ' ');
    if (access != nullptr && strncmp(access, " rw-p", 5) == 0) {
      SearchMapping(pagemap, range);
    }
  });
  close(pagemap);
}

bool IsKnownRing(int fd) {
  for (size_t i = 0; i < looked_at_count; i++) {
    if (looked_at[i] == fd) return true;
  }
  return false;
}

void DropRings() {
  for (size_t i = 0; i < record_count; i++) {
    Record* record = records[i];
    // The loop may have been closed since, and its memory used for other ends.
    if (!IsRecord(record)) continue;
    for (const uintptr_t start : {record->queue, record->entries}) {
      const MemoryRange* mapping = MappingAt(start);
      munmap(reinterpret_cast<void*>(start), mapping->end - mapping->start);
    }
    close(record->fd);
    record->fd = -1;
  }
  record_count = 0;
  looked_at_count = 0;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
