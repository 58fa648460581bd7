// SPDX-License-Identifier: MIT
// The calls that may block, each by its own name. All return the result, or
// -errno; a signal handler that threw has left a pending exception.
#ifndef REALFORK_BLOCKING_CALLS_H_
#define REALFORK_BLOCKING_CALLS_H_

#include <napi.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>

namespace realfork {

long BlockingWait4(Napi::Env env, pid_t pid, int* status, int options,
                   rusage* usage);
long BlockingRead(Napi::Env env, int fd, void* data, size_t length);
long BlockingWrite(Napi::Env env, int fd, const void* data, size_t length);
long BlockingPoll(Napi::Env env, pollfd* fds, size_t count, int timeout_ms);
long BlockingAccept(Napi::Env env, int fd, sockaddr* address, socklen_t* length,
                    int flags);
long BlockingConnect(Napi::Env env, int fd, const sockaddr* address,
                     socklen_t length);

}  // namespace realfork

#endif  // REALFORK_BLOCKING_CALLS_H_
