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
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory.h"

namespace realfork {
namespace {

constexpr size_t kHugePage = size_t{2} * 1024 * 1024;
constexpr int kCollapse = 25;        // MADV_COLLAPSE, since Linux 6.1
constexpr unsigned kNoExecSeal = 8;  // MFD_NOEXEC_SEAL, since Linux 6.3

bool HasHugePages() {
  uint64_t size = 0;
  bool wanted = false;
  ForEachLine("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
              [&size](const char* line) { ReadNumber(line, "", 10, &size); });
  ForEachLine("/sys/kernel/mm/transparent_hugepage/enabled",
              [&wanted](const char* line) {
                wanted = strstr(line, "[never]") == nullptr;
              });
  return wanted && size == kHugePage;
}

// Whole huge pages of the mapping that Node's functions are in.
MemoryRange FindText() {
  const auto inside = reinterpret_cast<uintptr_t>(&napi_create_function);
  MemoryRange text = {0, 0};
  ForEachMapping([&](MemoryRange range, const char* line) {
    if (inside < range.start || inside >= range.end) return;
    if (strstr(line, " r-xp ") == nullptr) return;
    text.start = (range.start + kHugePage - 1) & ~(kHugePage - 1);
    text.end = range.end & ~(kHugePage - 1);
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

// As much as there are huge pages for; returns how much that is.
size_t Fill(int fd, const char* text, size_t length) {
  if (!MayBe(length) || ftruncate(fd, static_cast<off_t>(length)) == -1) {
    return 0;
  }
  void* reserved = mmap(nullptr, length + kHugePage, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return 0;
  const auto aligned = (reinterpret_cast<uintptr_t>(reserved) + kHugePage - 1) &
                       ~(kHugePage - 1);
  char* copy = reinterpret_cast<char*>(aligned);
  size_t done = 0;
  if (mmap(copy, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
           0) == copy) {
    for (; done < length; done += kHugePage) {
      memcpy(copy + done, text + done, kHugePage);
      if (madvise(copy + done, kHugePage, kCollapse) == -1) break;
    }
  }
  munmap(reserved, length + kHugePage);
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
size_t Move(int fd, MemoryRange text) {
  char* start = reinterpret_cast<char*>(text.start);
  const size_t length = Fill(fd, start, text.end - text.start);
  if (length == 0 || !Seal(fd, length)) return 0;
  if (mmap(start, length, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd,
           0) != start) {
    return 0;
  }
  __builtin___clear_cache(start, start + length);
  return length;
}

// moveTextToHugePages(): how many bytes; 0 where the system has no such pages.
Napi::Value MoveTextToHugePages(const Napi::CallbackInfo& info) {
  const MemoryRange text = FindText();
  size_t moved = 0;
  if (text.start < text.end && HasHugePages()) {
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
