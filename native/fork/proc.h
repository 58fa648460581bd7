// SPDX-License-Identifier: MIT
// Reads /proc without malloc: a frozen thread may hold malloc's lock.
#ifndef REALFORK_FORK_PROC_H_
#define REALFORK_FORK_PROC_H_

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

namespace realfork {

// Calls visit(number, context) for each numeric name in the folder, until it
// returns false; of /proc/self/fd, also for the descriptor that it reads the
// folder by. Returns 0 or an errno.
int ForEachNumber(const char* folder, bool (*visit)(int, void*), void* context);

// Calls visit(line) for each line of the file, without its end. A line of more
// than 8 KB (the groups of a process can be) is passed over. Returns 0 or an
// errno.
template <typename Visit>
int ForEachLine(const char* path, Visit visit) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd == -1) return errno;
  char text[8192];
  size_t kept = 0;
  bool too_long = false;
  ssize_t got;
  while ((got = read(fd, text + kept, sizeof(text) - 1 - kept)) > 0) {
    const size_t length = kept + static_cast<size_t>(got);
    text[length] = '\0';
    char* line = text;
    for (char* end; (end = strchr(line, '\n')) != nullptr; line = end + 1) {
      *end = '\0';
      if (!too_long) visit(line);
      too_long = false;
    }
    kept = static_cast<size_t>(text + length - line);
    if (kept == sizeof(text) - 1) {
      too_long = true;
      kept = 0;
    }
    memmove(text, line, kept);
  }
  const int error = got == -1 ? errno : 0;
  close(fd);
  return error;
}

// Whether the line has the label; if so, the number behind it is read.
bool ReadNumber(const char* line, const char* label, int base,
                uint64_t* number);

// Writes "prefix" "number" "suffix" into path. Returns path.
const char* ProcPath(char (&path)[64], const char* prefix, int number,
                     const char* suffix);

}  // namespace realfork

#endif  // REALFORK_FORK_PROC_H_
