// SPDX-License-Identifier: MIT
#include "loop_pipes.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <vector>

#include "descriptors.h"
#include "open_files.h"

namespace realfork {
namespace {

// libuv serializes its signal handlers by a pipe that holds one byte. Shared,
// a child killed inside a handler would block every signal of its parent.
int lock_pipe[2] = {-1, -1};

int ReplacePipe(const int (&ends)[2], int flags) {
  int fresh[2];
  if (pipe2(fresh, flags | O_CLOEXEC) == -1) return errno;
  const int error = ReplaceDescriptor(fresh[0], ends[0], O_CLOEXEC);
  const int other = ReplaceDescriptor(fresh[1], ends[1], O_CLOEXEC);
  return error != 0 ? error : other;
}

int ReplaceLockPipe() {
  if (lock_pipe[0] == -1) return 0;
  const int error = ReplacePipe(lock_pipe, 0);
  if (error != 0) return error;
  return write(lock_pipe[1], "*", 1) == 1 ? 0 : errno;
}

// Numbers of pipes that have both ends here.
std::vector<int> runtime_pipes;

struct PipeEnd {
  int fd;
  ino_t inode;
};

bool NoteEnd(int fd, const struct stat& status, void* context) {
  if (S_ISFIFO(status.st_mode)) {
    static_cast<std::vector<PipeEnd>*>(context)->push_back({fd, status.st_ino});
  }
  return true;
}

std::vector<PipeEnd> PipeEnds() {
  std::vector<PipeEnd> ends;
  ForEachOpenFile(NoteEnd, &ends);
  return ends;
}

// Close-on-exec: one that was inherited, such as make's jobserver, is not.
bool IsBlockingEnd(int fd, int mode) {
  const int flags = fcntl(fd, F_GETFL);
  return (flags & O_ACCMODE) == mode && (flags & O_NONBLOCK) == 0 &&
         (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
}

bool HoldsOneByte(int fd) {
  int bytes = 0;
  return ioctl(fd, FIONREAD, &bytes) == 0 && bytes == 1;
}

}  // namespace

const std::vector<int>& RuntimePipes() { return runtime_pipes; }

// A loop that has not run yet, as that of tracing, watches nothing: its pipe
// can be told by being there before user code runs.
void FindRuntimePipes() {
  const std::vector<PipeEnd> ends = PipeEnds();
  for (const PipeEnd& end : ends) {
    for (const PipeEnd& other : ends) {
      if (end.inode == other.inode && end.fd != other.fd) {
        runtime_pipes.push_back(end.fd);
      }
    }
  }
}

// The first pipe that has both ends here and holds one byte: libuv makes it
// before any other of its pipes and before user code runs.
void FindLockPipe() {
  const std::vector<PipeEnd> ends = PipeEnds();
  for (const PipeEnd& from : ends) {
    if (!IsBlockingEnd(from.fd, O_RDONLY) || !HoldsOneByte(from.fd)) continue;
    for (const PipeEnd& to : ends) {
      if (to.inode != from.inode || !IsBlockingEnd(to.fd, O_WRONLY)) continue;
      lock_pipe[0] = from.fd;
      lock_pipe[1] = to.fd;
      return;
    }
  }
}

int ReplaceLoopPipes(const uv_loop_t* main_loop) {
  int error = ReplaceLockPipe();
  if (error == 0 && main_loop->signal_pipefd[0] != -1) {
    error = ReplacePipe(main_loop->signal_pipefd, O_NONBLOCK);
  }
  if (error != 0 || main_loop->inotify_fd == -1) return error;
  return ReplaceDescriptor(inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
                           main_loop->inotify_fd, O_CLOEXEC);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
