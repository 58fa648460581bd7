// SPDX-License-Identifier: MIT
// To ask the kernel for the name of a file takes microseconds; each kind but
// one answers to a call of its own in a tenth of one.
#include "object_kind.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "loop_pipes.h"
#include "proc.h"

namespace realfork {
namespace {

// An epoll does not watch that pipe, anything else is no epoll.
bool IsEpoll(int fd) {
  return epoll_ctl(fd, EPOLL_CTL_DEL, UnwatchedPipe(), nullptr) == -1 &&
         errno == ENOENT;
}

bool IsTimerfd(int fd) {
  itimerspec setting;
  return timerfd_gettime(fd, &setting) == 0;
}

// Those that were eventfds once.
constexpr int kRemembered = 256;
bool was_eventfd[kRemembered];

// Of what has no other test, only rings can be written to, too.
bool IsStillEventfd(int fd) {
  pollfd seen = {fd, POLLOUT, 0};
  return fd < kRemembered && was_eventfd[fd] && poll(&seen, 1, 0) == 1 &&
         (seen.revents & POLLOUT) != 0 &&
         syscall(SYS_io_uring_register, fd, IORING_UNREGISTER_PERSONALITY,
                 nullptr, 0) == -1 &&
         errno == EOPNOTSUPP;
}

Kind KindByName(int fd) {
  char path[64];
  char target[32] = {};
  ProcPath(path, "/proc/self/fd/", fd, "");
  if (readlink(path, target, sizeof(target) - 1) == -1) return Kind::kOther;
  if (strcmp(target, "anon_inode:[eventfd]") == 0) {
    if (fd < kRemembered) was_eventfd[fd] = true;
    return Kind::kEventfd;
  }
  if (strcmp(target, "anon_inode:[eventpoll]") == 0) return Kind::kEpoll;
  if (strcmp(target, "anon_inode:[timerfd]") == 0) return Kind::kTimerfd;
  if (strcmp(target, "anon_inode:[io_uring]") == 0) return Kind::kRing;
  return Kind::kOther;
}

}  // namespace

Kind KindOf(int fd) {
  struct stat status;
  // Anonymous inodes have no file type; all else is shared as POSIX says.
  if (fstat(fd, &status) == -1 || (status.st_mode & S_IFMT) != 0) {
    return Kind::kOther;
  }
  if (IsEpoll(fd)) return Kind::kEpoll;
  if (IsTimerfd(fd)) return Kind::kTimerfd;
  return IsStillEventfd(fd) ? Kind::kEventfd : KindByName(fd);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
