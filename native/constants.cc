// SPDX-License-Identifier: MIT
// The constants of the calls in this addon, under their POSIX names. The
// numbers of the signals and errors are node:os's.
#include "constants.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "compat.h"

namespace realfork {
namespace {

struct Constant {
  const char* name;
  int value;
};

constexpr Constant kConstants[] = {
    {"WNOHANG", WNOHANG},
    {"WUNTRACED", WUNTRACED},
    {"WCONTINUED", WCONTINUED},
    {"O_NONBLOCK", O_NONBLOCK},
    {"AF_INET", AF_INET},
    {"AF_INET6", AF_INET6},
    {"AF_UNIX", AF_UNIX},
    {"SOCK_STREAM", SOCK_STREAM},
    {"SOCK_DGRAM", SOCK_DGRAM},
    {"SOCK_SEQPACKET", SOCK_SEQPACKET},
    {"SOCK_NONBLOCK", SOCK_NONBLOCK},
    {"SOMAXCONN", SOMAXCONN},
    {"SHUT_RD", SHUT_RD},
    {"SHUT_WR", SHUT_WR},
    {"SHUT_RDWR", SHUT_RDWR},
    {"SOL_SOCKET", SOL_SOCKET},
    {"SO_BROADCAST", SO_BROADCAST},
    {"SO_ERROR", SO_ERROR},
    {"SO_KEEPALIVE", SO_KEEPALIVE},
    {"SO_RCVBUF", SO_RCVBUF},
    {"SO_RCVTIMEO", SO_RCVTIMEO},
    {"SO_REUSEADDR", SO_REUSEADDR},
    {"SO_REUSEPORT", SO_REUSEPORT},
    {"SO_SNDBUF", SO_SNDBUF},
    {"SO_SNDTIMEO", SO_SNDTIMEO},
    {"SO_TYPE", SO_TYPE},
    {"IPPROTO_IPV6", IPPROTO_IPV6},
    {"IPPROTO_TCP", IPPROTO_TCP},
    {"IPV6_V6ONLY", IPV6_V6ONLY},
    {"TCP_NODELAY", TCP_NODELAY},
    {"POLLIN", POLLIN},
    {"POLLPRI", POLLPRI},
    {"POLLOUT", POLLOUT},
    {"POLLERR", POLLERR},
    {"POLLHUP", POLLHUP},
    {"POLLNVAL", POLLNVAL},
    {"POLLRDHUP", POLLRDHUP},
    // Not a POSIX name: the room for a path in a UNIX socket's address.
    {"sizeofSunPath", sizeof(sockaddr_un::sun_path)},
};

}  // namespace

void InitConstants(Napi::Env env, Napi::Object exports) {
  Napi::Object constants = Napi::Object::New(env);
  for (const Constant& constant : kConstants) {
    constants[constant.name] = Napi::Number::New(env, constant.value);
  }
  exports["constants"] = constants;
}

}  // namespace realfork
