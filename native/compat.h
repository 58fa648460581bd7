// SPDX-License-Identifier: MIT
// Descriptors that are close-on-exec from birth. Where the system has no such
// call (macOS), fcntl(2) comes right after; a fork in another thread may slip
// in between, which is why this is the fallback only.
#ifndef REALFORK_COMPAT_H_
#define REALFORK_COMPAT_H_

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

// Asking for an event that the system does not know is asking for nothing.
#ifndef POLLRDHUP
#define POLLRDHUP 0
#endif

// Node ignores SIGPIPE; the flag matters to who has given it another action.
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

namespace realfork {

// For a descriptor that has come by recvmsg with MSG_CMSG_CLOEXEC.
inline void ReceivedCloexec(int fd) {
  if (MSG_CMSG_CLOEXEC == 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

}  // namespace realfork

#ifdef SOCK_CLOEXEC

namespace realfork {

inline int SocketCloexec(int domain, int type, int protocol) {
  return socket(domain, type | SOCK_CLOEXEC, protocol);
}

inline int SocketpairCloexec(int domain, int type, int protocol, int fds[2]) {
  return socketpair(domain, type | SOCK_CLOEXEC, protocol, fds);
}

inline int AcceptCloexec(int fd, sockaddr* address, socklen_t* length,
                         int flags) {
  return accept4(fd, address, length, flags | SOCK_CLOEXEC);
}

inline int PipeCloexec(int fds[2], int flags) {
  return pipe2(fds, flags | O_CLOEXEC);
}

}  // namespace realfork

#else

#define SOCK_NONBLOCK 0x20000000

namespace realfork {

inline void SetFlags(int fd, bool nonblocking) {
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  // Both ways: where there is no accept4, accept inherits O_NONBLOCK.
  const int flags = fcntl(fd, F_GETFL);
  fcntl(fd, F_SETFL, nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

inline int SocketCloexec(int domain, int type, int protocol) {
  const int fd = socket(domain, type & ~SOCK_NONBLOCK, protocol);
  if (fd != -1) SetFlags(fd, type & SOCK_NONBLOCK);
  return fd;
}

inline int SocketpairCloexec(int domain, int type, int protocol, int fds[2]) {
  const int result = socketpair(domain, type & ~SOCK_NONBLOCK, protocol, fds);
  for (int i = 0; result == 0 && i < 2; i++) {
    SetFlags(fds[i], type & SOCK_NONBLOCK);
  }
  return result;
}

inline int AcceptCloexec(int fd, sockaddr* address, socklen_t* length,
                         int flags) {
  const int accepted = accept(fd, address, length);
  if (accepted != -1) SetFlags(accepted, flags & SOCK_NONBLOCK);
  return accepted;
}

inline int PipeCloexec(int fds[2], int flags) {
  const int result = pipe(fds);
  for (int i = 0; result == 0 && i < 2; i++) {
    SetFlags(fds[i], flags & O_NONBLOCK);
  }
  return result;
}

}  // namespace realfork

#endif  // SOCK_CLOEXEC

#endif  // REALFORK_COMPAT_H_
