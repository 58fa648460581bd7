// SPDX-License-Identifier: MIT
#include "kernel_objects.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "proc.h"
#include "rings.h"

namespace realfork {
namespace {

enum class Kind : uint8_t { kEventfd, kEpoll, kTimerfd };

struct Object {
  int fd;
  Kind kind;
  int flags;       // O_NONBLOCK, O_CLOEXEC
  uint64_t count;  // of an eventfd, when the parent was frozen
};

// Fixed, since there is no malloc between freeze and revive. A Node process
// has some six; addons with event loops of their own add a few each.
constexpr size_t kCapacity = 1024;
Object objects[kCapacity];
size_t object_count = 0;

// libuv serializes its signal handlers by a pipe that holds one byte. Shared,
// a child killed inside a handler would block every signal of its parent.
int lock_pipe[2] = {-1, -1};

constexpr size_t kFdinfoSize = 4096;

long ReadFdinfo(int fd, char (&text)[kFdinfoSize]) {
  char path[64];
  ProcPath(path, "/proc/self/fdinfo/", fd, "");
  return ReadSmallFile(path, text, sizeof(text));
}

// Puts a fresh object under an old number.
int Replace(int fresh, int fd, int flags) {
  if (fresh == -1) return errno;
  int error = 0;
  if (dup3(fresh, fd, flags & O_CLOEXEC) == -1) error = errno;
  close(fresh);
  return error;
}

int CloseOnExec(int fd) {
  return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0 ? O_CLOEXEC : 0;
}

bool Note(int fd, void* context) {
  struct stat status;
  // Anonymous inodes have no file type; all else is shared as POSIX says.
  if (fstat(fd, &status) == -1 || (status.st_mode & S_IFMT) != 0) return true;
  char path[64];
  char target[32] = {};
  ProcPath(path, "/proc/self/fd/", fd, "");
  if (readlink(path, target, sizeof(target) - 1) == -1) return true;
  Kind kind;
  if (strcmp(target, "anon_inode:[eventfd]") == 0) {
    kind = Kind::kEventfd;
  } else if (strcmp(target, "anon_inode:[eventpoll]") == 0) {
    kind = Kind::kEpoll;
  } else if (strcmp(target, "anon_inode:[timerfd]") == 0) {
    kind = Kind::kTimerfd;
  } else {
    // A loop that was made since the last look has a ring of its own.
    const bool is_ring = strcmp(target, "anon_inode:[io_uring]") == 0;
    if (is_ring && !IsKnownRing(fd)) FindRings();
    return true;
  }
  if (object_count == kCapacity) {
    *static_cast<int*>(context) = EMFILE;
    return false;
  }
  objects[object_count++] = {fd, kind, fcntl(fd, F_GETFL) | CloseOnExec(fd), 0};
  return true;
}

// Most eventfds are at rest, and one poll tells which are not.
void NoteCounts() {
  pollfd readable[kCapacity];
  for (size_t i = 0; i < object_count; i++) {
    const bool counts = objects[i].kind == Kind::kEventfd;
    readable[i] = {counts ? objects[i].fd : -1, POLLIN, 0};
  }
  if (poll(readable, object_count, 0) <= 0) return;
  for (size_t i = 0; i < object_count; i++) {
    if ((readable[i].revents & POLLIN) == 0) continue;
    char text[kFdinfoSize];
    ReadFdinfo(objects[i].fd, text);
    objects[i].count = NumberAfter(text, "eventfd-count:", 16, 0);
  }
}

int ReplaceEventfd(const Object& old) {
  static_assert(EFD_NONBLOCK == O_NONBLOCK && EFD_CLOEXEC == O_CLOEXEC);
  const int fresh = eventfd(0, old.flags & (O_NONBLOCK | O_CLOEXEC));
  const int error = Replace(fresh, old.fd, old.flags);
  if (error == 0 && old.count != 0) eventfd_write(old.fd, old.count);
  return error;
}

int ReplaceTimerfd(const Object& old) {
  static_assert(TFD_NONBLOCK == O_NONBLOCK && TFD_CLOEXEC == O_CLOEXEC);
  char text[kFdinfoSize];
  ReadFdinfo(old.fd, text);
  const auto clock = static_cast<int>(NumberAfter(text, "clockid:", 10, 1));
  itimerspec setting = {};
  timerfd_gettime(old.fd, &setting);
  const int fresh = timerfd_create(clock, old.flags & (O_NONBLOCK | O_CLOEXEC));
  const int error = Replace(fresh, old.fd, old.flags);
  if (error == 0) timerfd_settime(old.fd, 0, &setting, nullptr);
  return error;
}

// Watches in fresh what the fdinfo text of another epoll says it watches.
void CopyInterest(const char* text, int fresh) {
  while ((text = strstr(text, "tfd:")) != nullptr) {
    epoll_event event = {};
    const auto fd = static_cast<int>(NumberAfter(text, "tfd:", 10, 0));
    event.events = static_cast<uint32_t>(NumberAfter(text, "events:", 16, 0));
    event.data.u64 = NumberAfter(text, "data:", 16, 0);
    // A descriptor closed since is still listed, and rightly fails.
    epoll_ctl(fresh, EPOLL_CTL_ADD, fd, &event);
    text++;
  }
}

// After everything else was replaced, for it is that which is watched.
int ReplaceEpoll(const Object& old, bool empty) {
  const int fresh = epoll_create1(EPOLL_CLOEXEC);
  if (fresh == -1) return errno;
  if (!empty) {
    char text[kFdinfoSize];
    ReadFdinfo(old.fd, text);
    CopyInterest(text, fresh);
  }
  return Replace(fresh, old.fd, old.flags);
}

int ReplacePipe(const int (&ends)[2], int flags) {
  int fresh[2];
  if (pipe2(fresh, flags | O_CLOEXEC) == -1) return errno;
  const int error = Replace(fresh[0], ends[0], O_CLOEXEC);
  const int other = Replace(fresh[1], ends[1], O_CLOEXEC);
  return error != 0 ? error : other;
}

int ReplaceLockPipe() {
  if (lock_pipe[0] == -1) return 0;
  const int error = ReplacePipe(lock_pipe, 0);
  if (error != 0) return error;
  return write(lock_pipe[1], "*", 1) == 1 ? 0 : errno;
}

// What is private to the main loop beside its eventfd.
int ReplaceLoopObjects(const uv_loop_t* loop) {
  if (loop->signal_pipefd[0] != -1) {
    const int error = ReplacePipe(loop->signal_pipefd, O_NONBLOCK);
    if (error != 0) return error;
  }
  if (loop->inotify_fd == -1) return 0;
  return Replace(inotify_init1(IN_NONBLOCK | IN_CLOEXEC), loop->inotify_fd,
                 O_CLOEXEC);
}

struct PipeSearch {
  int read_end;
  ino_t inode;
};

bool IsPipe(int fd, int mode, struct stat* status) {
  const int flags = fcntl(fd, F_GETFL);
  return fstat(fd, status) == 0 && S_ISFIFO(status->st_mode) &&
         (flags & O_ACCMODE) == mode && (flags & O_NONBLOCK) == 0;
}

bool LookForWriteEnd(int fd, void* context) {
  auto* search = static_cast<PipeSearch*>(context);
  struct stat status;
  if (!IsPipe(fd, O_WRONLY, &status) || status.st_ino != search->inode) {
    return true;
  }
  lock_pipe[0] = search->read_end;
  lock_pipe[1] = fd;
  return false;
}

// The first pipe that has both ends here and holds one byte: libuv makes it
// before any other of its pipes and before user code runs.
bool LookForLockPipe(int fd, void*) {
  struct stat status;
  int bytes = 0;
  if (!IsPipe(fd, O_RDONLY, &status) || ioctl(fd, FIONREAD, &bytes) == -1 ||
      bytes != 1) {
    return true;
  }
  PipeSearch search = {fd, status.st_ino};
  ForEachNumber("/proc/self/fd", LookForWriteEnd, &search);
  return lock_pipe[0] == -1;
}

}  // namespace

void InitKernelObjects() {
  ForEachNumber("/proc/self/fd", LookForLockPipe, nullptr);
}

int CheckDescriptorRoom() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) == -1) return errno;
  close(ends[0]);
  close(ends[1]);
  return 0;
}

int NoteKernelObjects() {
  const int no_room = CheckDescriptorRoom();
  if (no_room != 0) return no_room;
  object_count = 0;
  int full = 0;
  const int error = ForEachNumber("/proc/self/fd", Note, &full);
  if (error != 0) return error;
  if (full == 0) NoteCounts();
  return full;
}

int ReplaceKernelObjects(uv_loop_t* main_loop) {
  int error = ReplaceLockPipe();
  if (error == 0) error = ReplaceLoopObjects(main_loop);
  for (size_t i = 0; error == 0 && i < object_count; i++) {
    if (objects[i].kind == Kind::kEventfd) error = ReplaceEventfd(objects[i]);
    if (objects[i].kind == Kind::kTimerfd) error = ReplaceTimerfd(objects[i]);
  }
  for (size_t i = 0; error == 0 && i < object_count; i++) {
    if (objects[i].kind != Kind::kEpoll) continue;
    error = ReplaceEpoll(objects[i], objects[i].fd == main_loop->backend_fd);
  }
  return error;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
