// SPDX-License-Identifier: MIT
// To ask the kernel for the name of a file takes microseconds, a fork sees the
// same ones again and again, and numbers are used for others later. So what a
// file is, is noted on the open file itself: the kernel keeps the number of the
// signal there that is sent when the file is ready (F_SETSIG), which these
// kinds never send.
#include "object_kind.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <iterator>

#include "proc.h"

namespace realfork {
namespace {

constexpr Kind kMarked[] = {Kind::kEventfd, Kind::kSemaphore, Kind::kEpoll,
                            Kind::kTimerfd};
// Real-time signals: 0 is what a file has that nobody marked.
constexpr int kFirstMark = 40;

Kind MarkOn(int fd) {
  const int at = fcntl(fd, F_GETSIG) - kFirstMark;
  if (at < 0 || at >= static_cast<int>(std::size(kMarked))) return Kind::kOther;
  // Whoever wants such a signal (of an inotify, say) has it sent.
  return (fcntl(fd, F_GETFL) & O_ASYNC) == 0 ? kMarked[at] : Kind::kOther;
}

// Where it does not stay, the name is asked for each time.
void Mark(int fd, Kind kind) {
  for (size_t at = 0; at < std::size(kMarked); at++) {
    if (kMarked[at] != kind) continue;
    fcntl(fd, F_SETSIG, kFirstMark + static_cast<int>(at));
  }
}

// Shown by Linux since 6.5; before, a semaphore cannot be told.
bool IsSemaphore(int fd) {
  char path[64];
  uint64_t semaphore = 0;
  ForEachLine(ProcPath(path, "/proc/self/fdinfo/", fd, ""),
              [&semaphore](const char* line) {
                ReadNumber(line, "eventfd-semaphore:", 10, &semaphore);
              });
  return semaphore != 0;
}

Kind KindByName(int fd) {
  char path[64];
  char target[32] = {};
  ProcPath(path, "/proc/self/fd/", fd, "");
  if (readlink(path, target, sizeof(target) - 1) == -1) return Kind::kOther;
  if (strcmp(target, "anon_inode:[eventfd]") == 0) {
    return IsSemaphore(fd) ? Kind::kSemaphore : Kind::kEventfd;
  }
  if (strcmp(target, "anon_inode:[eventpoll]") == 0) return Kind::kEpoll;
  if (strcmp(target, "anon_inode:[timerfd]") == 0) return Kind::kTimerfd;
  if (strcmp(target, "anon_inode:[io_uring]") == 0) return Kind::kRing;
  return Kind::kOther;
}

}  // namespace

Kind KindOf(int fd, const struct stat& status) {
  // Anonymous inodes have no file type; all else is shared as POSIX says.
  if ((status.st_mode & S_IFMT) != 0) return Kind::kOther;
  Kind kind = MarkOn(fd);
  if (kind != Kind::kOther) return kind;
  kind = KindByName(fd);
  Mark(fd, kind);
  return kind;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
