// SPDX-License-Identifier: MIT
// A child has no page tables for the files of its parent, since it can read
// these anew: the text of Node, 64 KB at each page fault, is a third of the
// faults of a short life, and to let go of its pages takes as long again. A
// copy of it in huge pages is ten faults. It is a file in memory, not the
// process's own, of which a fork would copy the tables.
#include "huge_text.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "huge_pages.h"
#include "memory.h"

namespace realfork {
namespace {

constexpr int kBti = 0x10;           // PROT_BTI, on arm64
constexpr unsigned kNoExecSeal = 8;  // MFD_NOEXEC_SEAL, since Linux 6.3

struct Text {
  MemoryRange pages;  // whole huge pages of it
  bool changed;       // by a debugger or a uprobe, which know it by its file
  int protection;
};

bool IsOfMapping(const char* line) { return line[0] >= 'A' && line[0] <= 'Z'; }

// Whole huge pages of the mapping, if Node's functions are in it.
MemoryRange TextIn(const char* line) {
  const auto inside = reinterpret_cast<uintptr_t>(&napi_create_function);
  char* dash = nullptr;
  const uintptr_t start = strtoull(line, &dash, 16);
  const uintptr_t end = strtoull(dash + 1, nullptr, 16);
  if (strstr(line, " r-xp ") == nullptr) return {0, 0};
  if (inside < start || inside >= end) return {0, 0};
  return {(start + kHugePage - 1) & ~(kHugePage - 1), end & ~(kHugePage - 1)};
}

Text FindText() {
  Text text = {{0, 0}, false, PROT_READ | PROT_EXEC};
  bool here = false;
  ForEachLine("/proc/self/smaps", [&](const char* line) {
    if (!IsOfMapping(line)) {
      const MemoryRange pages = TextIn(line);
      here = pages.end != 0;
      if (here) text.pages = pages;
      return;
    }
    uint64_t anonymous_kb = 0;
    if (!here) return;
    if (ReadNumber(line, "Anonymous:", 10, &anonymous_kb)) {
      text.changed = anonymous_kb != 0;
    } else if (strncmp(line, "VmFlags:", 8) == 0) {
      if (strstr(line, " bt") != nullptr) text.protection |= kBti;
    }
  });
  return text;
}

// It can be mapped to be executed, but not be executed itself: some systems
// allow no other.
int MakeFile() {
  const char* name = "node-text";
  const auto fd = static_cast<int>(
      syscall(SYS_memfd_create, name, MFD_CLOEXEC | kNoExecSeal));
  if (fd != -1 || errno != EINVAL) return fd;
  return static_cast<int>(
      syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
}

// To ask for more would be SIGXFSZ.
bool MayBe(size_t length) {
  rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) == 0 && length <= limit.rlim_cur;
}

// By a mapping that is aligned, out of one that is large enough.
bool Collapse(int fd, off_t at) {
  constexpr size_t kReserved = 2 * kHugePage;
  void* reserved = mmap(nullptr, kReserved, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return false;
  const auto start = reinterpret_cast<uintptr_t>(reserved);
  void* aligned =
      reinterpret_cast<void*>((start + kHugePage - 1) & ~(kHugePage - 1));
  const bool done = mmap(aligned, kHugePage, PROT_READ, MAP_SHARED | MAP_FIXED,
                         fd, at) == aligned &&
                    madvise(aligned, kHugePage, kCollapse) == 0;
  munmap(reserved, kReserved);
  return done;
}

// As much as there are huge pages for; returns how much that is. Written by
// calls, which fail where a mapping would end the process by SIGBUS: there is
// no memory, or no right to more.
size_t Fill(int fd, const char* text, size_t length) {
  size_t done = 0;
  for (; done < length; done += kHugePage) {
    const auto at = static_cast<off_t>(done);
    if (pwrite(fd, text + done, kHugePage, at) != kHugePage) break;
    if (!Collapse(fd, at)) break;
  }
  return done;
}

bool Seal(int fd, size_t length) {
  constexpr int kSeals =
      F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  return ftruncate(fd, static_cast<off_t>(length)) == 0 &&
         fcntl(fd, F_ADD_SEALS, kSeals) == 0;
}

// Other threads may run in it meanwhile: the kernel puts one mapping in the
// place of another while whoever misses it waits.
size_t Move(int fd, const Text& text) {
  char* start = reinterpret_cast<char*>(text.pages.start);
  const size_t wanted = text.pages.end - text.pages.start;
  const size_t length = MayBe(wanted) ? Fill(fd, start, wanted) : 0;
  if (length == 0 || !Seal(fd, length)) return 0;
  if (mmap(start, length, text.protection, MAP_PRIVATE | MAP_FIXED, fd, 0) !=
      start) {
    return 0;
  }
  __builtin___clear_cache(start, start + length);
  return length;
}

// moveTextToHugePages(): how many bytes; 0 where the system has no such pages.
Napi::Value MoveTextToHugePages(const Napi::CallbackInfo& info) {
  const Text text = FindText();
  size_t moved = 0;
  if (text.pages.start < text.pages.end && !text.changed && HasHugePages()) {
    const int fd = MakeFile();
    if (fd != -1) {
      moved = Move(fd, text);
      close(fd);
    }
  }
  return Napi::Number::New(info.Env(), static_cast<double>(moved));
}

}  // namespace

void InitHugeText(Napi::Env env, Napi::Object exports) {
  exports["moveTextToHugePages"] =
      Napi::Function::New(env, MoveTextToHugePages, "moveTextToHugePages");
}

}  // namespace realfork

#else

namespace realfork {

void InitHugeText(Napi::Env, Napi::Object) {}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
