// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_MEMORY_H_
#define REALFORK_FORK_MEMORY_H_

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace realfork {

struct MemoryRange {
  uintptr_t start;
  uintptr_t end;
};

// Calls visit(range, line) for each line of /proc/self/maps, without malloc.
template <typename Visit>
void ForEachMapping(Visit visit) {
  const int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (fd == -1) return;
  char text[8192];
  size_t kept = 0;
  ssize_t got;
  while ((got = read(fd, text + kept, sizeof(text) - 1 - kept)) > 0) {
    const size_t length = kept + static_cast<size_t>(got);
    text[length] = '\0';
    char* line = text;
    for (char* end; (end = strchr(line, '\n')) != nullptr; line = end + 1) {
      *end = '\0';
      char* dash;
      const uintptr_t start = strtoull(line, &dash, 16);
      visit(MemoryRange{start, strtoull(dash + 1, nullptr, 16)}, line);
    }
    kept = static_cast<size_t>(text + length - line);
    memmove(text, line, kept);
  }
  close(fd);
}

// Finds what lies above the program's own memory. Once, when the addon loads.
void InitMemory();

// Lets the child of a fork inherit every private mapping. At every fork: new
// mappings appear all the time.
void MakeMemoryInheritable();

}  // namespace realfork

#endif  // REALFORK_FORK_MEMORY_H_
