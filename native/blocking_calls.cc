// SPDX-License-Identifier: MIT
#include "blocking_calls.h"

#include <errno.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat.h"

#ifdef __linux__
#include <sys/syscall.h>

#include "blocking.h"
#endif

namespace realfork {

#ifdef __linux__

namespace {

long Word(const void* pointer) { return reinterpret_cast<long>(pointer); }

}  // namespace

// wait4, because some architectures have no waitpid.
long BlockingWait4(Napi::Env env, pid_t pid, int* status, int options,
                   rusage* usage) {
  return BlockingSyscall(env, SYS_wait4, pid, Word(status), options,
                         Word(usage));
}

long BlockingRead(Napi::Env env, int fd, void* data, size_t length) {
  return BlockingSyscall(env, SYS_read, fd, Word(data),
                         static_cast<long>(length));
}

long BlockingWrite(Napi::Env env, int fd, const void* data, size_t length) {
  return BlockingSyscall(env, SYS_write, fd, Word(data),
                         static_cast<long>(length));
}

// ppoll, because arm64 has no poll, and because the kernel leaves the time that
// remains in the timespec: a call that continues after a signal waits no longer
// than it was asked to.
long BlockingPoll(Napi::Env env, pollfd* fds, size_t count, int timeout_ms) {
  timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
  return BlockingSyscall(env, SYS_ppoll, Word(fds), static_cast<long>(count),
                         timeout_ms < 0 ? 0 : Word(&timeout));
}

long BlockingAccept(Napi::Env env, int fd, sockaddr* address, socklen_t* length,
                    int flags) {
  return BlockingSyscall(env, SYS_accept4, fd, Word(address), Word(length),
                         flags | SOCK_CLOEXEC);
}

long BlockingConnect(Napi::Env env, int fd, const sockaddr* address,
                     socklen_t length) {
  return BlockingSyscall(env, SYS_connect, fd, Word(address), length);
}

#else

namespace {

long Result(long result) { return result == -1 ? -errno : result; }

}  // namespace

long BlockingWait4(Napi::Env, pid_t pid, int* status, int options,
                   rusage* usage) {
  return Result(wait4(pid, status, options, usage));
}

long BlockingRead(Napi::Env, int fd, void* data, size_t length) {
  return Result(read(fd, data, length));
}

long BlockingWrite(Napi::Env, int fd, const void* data, size_t length) {
  return Result(write(fd, data, length));
}

long BlockingPoll(Napi::Env, pollfd* fds, size_t count, int timeout_ms) {
  return Result(poll(fds, static_cast<nfds_t>(count), timeout_ms));
}

long BlockingAccept(Napi::Env, int fd, sockaddr* address, socklen_t* length,
                    int flags) {
  return Result(AcceptCloexec(fd, address, length, flags));
}

long BlockingConnect(Napi::Env, int fd, const sockaddr* address,
                     socklen_t length) {
  return Result(connect(fd, address, length));
}

#endif

}  // namespace realfork
