// SPDX-License-Identifier: MIT
// A server process that was forked ahead takes its client off the top sockets
// by itself.
#include "spare.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <vector>

#include "../arguments.h"
#include "../blocking.h"
#include "../blocking_calls.h"
#include "../errors.h"
#include "../sockets.h"
#include "bell.h"
#include "claim.h"
#include "session_numbers.h"
#include "threads.h"

namespace realfork {
namespace {

bool Watch(int epoll, int fd, uint32_t events) {
  epoll_event event = {};
  event.events = events;
  event.data.fd = fd;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

using Descriptors = std::vector<int>;

// The channel, and the top sockets, of which each client wakes one process
// only. 0 or errno.
int WatchAll(int epoll, int channel, const Descriptors& top_sockets) {
  if (!Watch(epoll, channel, EPOLLIN)) return errno;
  for (const int fd : top_sockets) {
    // The same one may be there twice.
    if (!Watch(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE) && errno != EEXIST) {
      return errno;
    }
  }
  return 0;
}

// Before Linux 5.7 a process that is being woken for one client may be woken
// for another as well, and the second one waits: so all look, now and then.
int Patience() {
  constexpr int kForEver = -1, kLooksMs = 1000;
  utsname system;
  if (uname(&system) == -1) return kLooksMs;
  char* rest = nullptr;
  const long major = strtol(system.release, &rest, 10);
  const long minor = *rest == '.' ? strtol(rest + 1, nullptr, 10) : 0;
  return major > 5 || (major == 5 && minor >= 7) ? kForEver : kLooksMs;
}

// Another process was faster, or the client has gone: see accept(2).
bool IsPassing(int error) {
  switch (error) {
    case EAGAIN:
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENONET:
    case EOPNOTSUPP:
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

struct Client {
  int top_socket;
  int fd;  // -1: none
  Claim claim;
};

// 0 or errno.
int TryToAccept(Napi::Env env, int top_socket, Client* client) {
  SocketAddress& remote = client->claim.remote;
  remote = {};
  const long fd =
      BlockingAccept(env, top_socket, remote.Get(), &remote.length, 0);
  if (fd < 0)
    return IsPassing(static_cast<int>(-fd)) ? 0 : static_cast<int>(-fd);
  client->top_socket = top_socket;
  client->fd = static_cast<int>(fd);
  return 0;
}

// Those who are ready, or all of them; beginning with another one at each turn,
// so that none waits for the others. 0 or errno.
int AcceptFrom(Napi::Env env, const Descriptors& ready, Client* client) {
  const size_t first = ready.size() > 1 ? NextTurn() : 0;
  int error = 0;
  for (size_t i = 0; i < ready.size() && error == 0 && client->fd == -1; i++) {
    error = TryToAccept(env, ready[(first + i) % ready.size()], client);
  }
  return error;
}

// 0 or errno. The channel goes first: who is not needed takes no client.
int AwaitClient(Napi::Env env, int epoll, int channel,
                const Descriptors& top_sockets, Client* client) {
  constexpr int kMost = 64;
  epoll_event events[kMost];
  const int patience = Patience();
  int error = 0;
  while (error == 0 && client->fd == -1) {
    const long count =
        BlockingSyscall(env, SYS_epoll_pwait, epoll,
                        reinterpret_cast<long>(events), kMost, patience, 0, 8);
    if (count < 0 && (count != -EINTR || env.IsExceptionPending())) {
      return static_cast<int>(-count);
    }
    Descriptors ready;
    for (long i = 0; i < count; i++) {
      if (events[i].data.fd == channel) return 0;
      ready.push_back(events[i].data.fd);
    }
    error = AcceptFrom(env, count == 0 ? top_sockets : ready, client);
  }
  return error;
}

Napi::Value DescribeClient(Napi::Env env, const Client& client, bool claimed) {
  const Napi::Value accepted =
      DescribeAccepted(env, client.top_socket, client.fd, client.claim.remote);
  if (!accepted.IsObject()) return accepted;
  accepted.As<Napi::Object>()["id"] = client.claim.number;
  accepted.As<Napi::Object>()["claimed"] = claimed;
  return accepted;
}

// Who need not ask gives the top sockets up first: when the daemon process
// hears of the client, its ports are nobody else's.
Napi::Value Claimed(Napi::Env env, int channel, const Descriptors& top_sockets,
                    bool rehearses, bool asks, Client* client) {
  client->claim.accepted_at = MonotonicNow();
  client->claim.number = rehearses ? 0 : NextSessionNumber();
  if (!rehearses && !asks) {
    for (const int fd : top_sockets) close(fd);
  }
  const bool claimed = SendClaim(channel, client->claim);
  if (claimed && !rehearses) RingBell(asks);
  return DescribeClient(env, *client, claimed);
}

// awaitClient(channel, topSockets, rehearses, asks): the next client of
// non-blocking top sockets, as accept() gives it, and the number of its
// session, when the daemon process has been told; at once, if it is asked.
// undefined as soon as the channel has anything to say.
Napi::Value AwaitClientBinding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int channel = 0;
  if (!ReadInts(info, {&channel})) return {};
  Descriptors top_sockets;
  const auto given = info[1].As<Napi::Array>();
  for (uint32_t i = 0; i < given.Length(); i++) {
    top_sockets.push_back(given.Get(i).As<Napi::Number>());
  }
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll == -1) return ThrowErrno(env, errno, "epoll_create1");
  Client client = {-1, -1, {}};
  int error = WatchAll(epoll, channel, top_sockets);
  if (error == 0) {
    error = AwaitClient(env, epoll, channel, top_sockets, &client);
  }
  close(epoll);
  if (error != 0) return ThrowErrno(env, error, "accept");
  if (client.fd == -1) return env.Undefined();
  return Claimed(env, channel, top_sockets, IsTrue(info[2]), IsTrue(info[3]),
                 &client);
}

}  // namespace

void InitSpare(Napi::Env env, Napi::Object exports) {
  exports["awaitClient"] =
      Napi::Function::New(env, AwaitClientBinding, "awaitClient");
}

}  // namespace realfork

#else

namespace realfork {

// Where there is no fork(), nothing is forked ahead.
void InitSpare(Napi::Env, Napi::Object) {}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
