// SPDX-License-Identifier: MIT
#include "proc.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace realfork {
namespace {

// readdir(3) allocates; the system call does not.
struct DirectoryEntry {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

int ParseNumber(const char* name) {
  if (*name < '0' || *name > '9') return -1;
  int number = 0;
  for (; *name != '\0'; name++) number = number * 10 + (*name - '0');
  return number;
}

}  // namespace

int ForEachNumber(const char* folder, bool (*visit)(int, void*),
                  void* context) {
  const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd == -1) return errno;
  alignas(DirectoryEntry) char entries[4096];
  int error = 0;
  for (bool more = true; more;) {
    const long length = syscall(SYS_getdents64, fd, entries, sizeof(entries));
    if (length == -1) error = errno;
    if (length <= 0) break;
    for (long at = 0; more && at < length;) {
      const auto* entry = reinterpret_cast<DirectoryEntry*>(entries + at);
      at += entry->length;
      const int number = ParseNumber(entry->name);
      if (number != -1) more = visit(number, context);
    }
  }
  close(fd);
  return error;
}

bool ReadNumber(const char* line, const char* label, int base,
                uint64_t* number) {
  const char* at = strstr(line, label);
  if (at == nullptr) return false;
  *number = strtoull(at + strlen(label), nullptr, base);
  return true;
}

const char* ProcPath(char (&path)[64], const char* prefix, int number,
                     const char* suffix) {
  char digits[12];
  char* digit = digits + sizeof(digits);
  *--digit = '\0';
  do {
    *--digit = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  char* end = stpcpy(path, prefix);
  end = stpcpy(end, digit);
  stpcpy(end, suffix);
  return path;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
