// SPDX-License-Identifier: MIT
#include "kernel_objects.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <vector>

#include "bell.h"
#include "descriptors.h"
#include "epoll_interest.h"
#include "loop_pipes.h"
#include "object_kind.h"
#include "open_files.h"
#include "proc.h"
#include "rings.h"

namespace realfork {
namespace {

struct Object {
  uint64_t count;  // of an eventfd: wake-ups; of a timerfd: expirations
  int fd;
  int flags;  // O_NONBLOCK, O_CLOEXEC
  int clock;  // of a timerfd
  Kind kind;
};

// Fixed, since there is no malloc between freeze and revive. A Node process
// has some six; addons with event loops of their own add a few each.
constexpr size_t kCapacity = 1024;
struct {
  int main_wake_up = -1;  // the eventfd of the main loop
  size_t count = 0;
  Object list[kCapacity];
} noted;

bool HasCount(const Object& object) {
  return object.kind == Kind::kEventfd || object.kind == Kind::kSemaphore;
}

bool IsEventfd(int fd) {
  for (size_t i = 0; i < noted.count; i++) {
    if (noted.list[i].fd == fd) return HasCount(noted.list[i]);
  }
  return false;
}

template <typename Visit>
int ForEachFdinfoLine(int fd, Visit visit) {
  char path[64];
  return ForEachLine(ProcPath(path, "/proc/self/fdinfo/", fd, ""), visit);
}

int Flags(int fd) {
  const bool close_on_exec = (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
  return fcntl(fd, F_GETFL) | (close_on_exec ? O_CLOEXEC : 0);
}

struct Search {
  const uv_loop_t* main_loop;
  int error;
};

int NoteObject(int fd, Kind kind, const uv_loop_t* main_loop) {
  if (noted.count == kCapacity) return EOVERFLOW;
  Object* object = &noted.list[noted.count++];
  *object = {0, fd, Flags(fd), 0, kind};
  if (kind == Kind::kEpoll && fd != main_loop->backend_fd) {
    return NoteInterest(fd);
  }
  if (kind != Kind::kTimerfd) return 0;
  return ForEachFdinfoLine(fd, [object](const char* line) {
    uint64_t clock = 0;
    if (ReadNumber(line, "clockid:", 10, &clock)) {
      object->clock = static_cast<int>(clock);
    }
    ReadNumber(line, "ticks:", 10, &object->count);
  });
}

bool Note(int fd, const struct stat& status, void* context) {
  auto* search = static_cast<Search*>(context);
  if (fd == Bell()) return true;
  const Kind kind = KindOf(fd, status);
  if (kind == Kind::kRing) {
    search->error = CanDropRing(fd) ? 0 : ENOTSUP;
  } else if (kind != Kind::kOther) {
    search->error = NoteObject(fd, kind, search->main_loop);
  }
  return search->error == 0;
}

int ReadCount(Object* object) {
  return ForEachFdinfoLine(object->fd, [object](const char* line) {
    ReadNumber(line, "eventfd-count:", 16, &object->count);
  });
}

// Most eventfds are at rest, and one poll tells which are not.
int NoteCounts(Object* from, Object* end) {
  constexpr size_t kAtOnce = 16;
  for (; from < end; from += kAtOnce) {
    pollfd readable[kAtOnce];
    const size_t some = std::min(kAtOnce, static_cast<size_t>(end - from));
    for (size_t i = 0; i < some; i++) {
      readable[i] = {HasCount(from[i]) ? from[i].fd : -1, POLLIN, 0};
    }
    if (poll(readable, some, 0) <= 0) continue;
    for (size_t i = 0; i < some; i++) {
      if ((readable[i].revents & POLLIN) == 0) continue;
      const int error = ReadCount(&from[i]);
      if (error != 0) return error;
    }
  }
  return 0;
}

int ReplaceEventfd(const Object& old) {
  static_assert(EFD_NONBLOCK == O_NONBLOCK && EFD_CLOEXEC == O_CLOEXEC);
  const int kind = old.kind == Kind::kSemaphore ? EFD_SEMAPHORE : 0;
  const int fresh = eventfd(0, (old.flags & (O_NONBLOCK | O_CLOEXEC)) | kind);
  const int error = ReplaceDescriptor(fresh, old.fd, old.flags);
  if (error == 0 && old.count != 0) eventfd_write(old.fd, old.count);
  return error;
}

int ReplaceTimerfd(const Object& old) {
  static_assert(TFD_NONBLOCK == O_NONBLOCK && TFD_CLOEXEC == O_CLOEXEC);
  itimerspec setting = {};
  timerfd_gettime(old.fd, &setting);
  // One that has expired and was not read yet expires at once.
  if (old.count != 0) setting.it_value = {0, 1};
  const int flags = old.flags & (O_NONBLOCK | O_CLOEXEC);
  const int error =
      ReplaceDescriptor(timerfd_create(old.clock, flags), old.fd, old.flags);
  if (error == 0) timerfd_settime(old.fd, 0, &setting, nullptr);
  return error;
}

int ReplaceObject(const Object& object) {
  switch (object.kind) {
    case Kind::kEventfd:
    case Kind::kSemaphore:
      return ReplaceEventfd(object);
    case Kind::kTimerfd:
      return ReplaceTimerfd(object);
    case Kind::kEpoll:
      return ReplaceEpoll(object.fd, object.flags);
    case Kind::kRing:
    case Kind::kOther:
      break;
  }
  return 0;
}

// A fresh object has a number of its own for a moment, and a pipe has two.
int CheckRoom() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) == -1) return errno;
  close(ends[0]);
  close(ends[1]);
  return 0;
}

}  // namespace

int NoteKernelObjects(const uv_loop_t* main_loop) {
  int error = CheckRoom();
  if (error != 0) return error;
  noted.count = 0;
  noted.main_wake_up = main_loop->async_io_watcher.fd;
  ForgetInterest();
  Search search = {main_loop, 0};
  error = ForEachOpenFile(Note, &search);
  if (error == 0) error = search.error;
  return error == 0 ? NoteCounts(noted.list, noted.list + noted.count) : error;
}

bool WakesInnerLoop(int fd) {
  return fd != noted.main_wake_up && IsEventfd(fd);
}

bool InnerLoopsWatchEventfdsOnly() {
  return !AnyInterest([](int fd) {
    const std::vector<int>& pipes = RuntimePipes();
    const bool pipe = std::find(pipes.begin(), pipes.end(), fd) != pipes.end();
    return !pipe && !IsEventfd(fd);
  });
}

int ReplaceKernelObjects(const uv_loop_t* main_loop) {
  int error = ReplaceLoopPipes(main_loop);
  for (size_t i = 0; error == 0 && i < noted.count; i++) {
    error = ReplaceObject(noted.list[i]);
  }
  // It is the fresh objects that are to be watched.
  if (error == 0) RestoreInterest();
  return error;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
