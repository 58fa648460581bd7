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

bool IsRecord(const Record& record) {
  const MemoryRange* queue = MappingAt(record.queue);
  return queue != nullptr && record.completions > queue->start &&
         record.completions < queue->end &&
         MappingAt(record.entries) != nullptr && IsRing(record.fd);
}

// Other threads may unmap what is being read: through this file that is an
// error, not a fault.
int OpenMemory() { return open("/proc/self/mem", O_RDONLY | O_CLOEXEC); }

size_t ReadMemory(int memory, uintptr_t start, void* copy, size_t size) {
  const ssize_t got = pread(memory, copy, size, static_cast<off_t>(start));
  return got < 0 ? 0 : static_cast<size_t>(got);
}

// The last record that begins in the page may end in the next.
void SearchPage(int memory, uintptr_t page, size_t page_size) {
  constexpr size_t kLargestPage = 65536;
  static char copy[kLargestPage + sizeof(Record)];
  const size_t size =
      ReadMemory(memory, page, copy, page_size + sizeof(Record));
  for (size_t at = 0; at < page_size && at + sizeof(Record) <= size;
       at += sizeof(uintptr_t)) {
    Record record;
    memcpy(&record, copy + at, sizeof(record));
    if (IsRecord(record) && record_count < kCapacity) {
      records[record_count++] = reinterpret_cast<Record*>(page + at);
    }
  }
}

struct Files {
  int memory;
  int pagemap;
};

// Only pages in memory: to read the rest, of stacks for the most part, would
// take page tables for them.
void SearchMapping(Files files, MemoryRange range) {
  constexpr size_t kBatch = 512;
  constexpr uint64_t kPresent = uint64_t{1} << 63;
  const auto page_size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  uint64_t entries[kBatch];
  for (uintptr_t at = range.start; at < range.end; at += kBatch * page_size) {
    const size_t left = (range.end - at) / page_size;
    const size_t wanted = (left < kBatch ? left : kBatch) * sizeof(*entries);
    const auto offset = static_cast<off_t>(at / page_size * sizeof(*entries));
    const ssize_t got = pread(files.pagemap, entries, wanted, offset);
    const size_t count =
        got < 0 ? 0 : static_cast<size_t>(got) / sizeof(*entries);
    for (size_t i = 0; i < count; i++) {
      if ((entries[i] & kPresent) == 0) continue;
      SearchPage(files.memory, at + i * page_size, page_size);
    }
  }
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
  const Files files = {OpenMemory(),
                       open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)};
  ForEachMapping([files](MemoryRange range, const char* line) {
    if (record_count == looked_at_count) return;
    const char* access = strchr(line, ' ');
    if (access != nullptr && strncmp(access, " rw-p", 5) == 0) {
      SearchMapping(files, range);
    }
  });
  close(files.pagemap);
  close(files.memory);
}

bool IsKnownRing(int fd) {
  for (size_t i = 0; i < looked_at_count; i++) {
    if (looked_at[i] == fd) return true;
  }
  return false;
}

void DropRings() {
  const int memory = OpenMemory();
  for (size_t i = 0; i < record_count; i++) {
    // The loop may have been closed since, and its memory used for other ends.
    Record record;
    const auto address = reinterpret_cast<uintptr_t>(records[i]);
    const size_t size = ReadMemory(memory, address, &record, sizeof(record));
    if (size != sizeof(record) || !IsRecord(record)) continue;
    for (const uintptr_t start : {record.queue, record.entries}) {
      const MemoryRange* mapping = MappingAt(start);
      munmap(reinterpret_cast<void*>(start), mapping->end - mapping->start);
    }
    close(record.fd);
    records[i]->fd = -1;
  }
  close(memory);
  record_count = 0;
  looked_at_count = 0;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
