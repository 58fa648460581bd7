// SPDX-License-Identifier: MIT
// What a spare tells the daemon process of the client that it has taken.
#include "claim.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sys/socket.h>
#include <time.h>

#include "../arguments.h"
#include "threads.h"

namespace realfork {
namespace {

// receiveClaim(channel), of the daemon process: undefined if there is none yet,
// null if the spare has ended, and has no client.
Napi::Value ReceiveClaim(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int channel = 0;
  if (!ReadInts(info, {&channel})) return {};
  Claim claim;
  ssize_t length;
  do {
    length = recv(channel, &claim, sizeof(claim), MSG_DONTWAIT);
  } while (length == -1 && errno == EINTR);
  if (length == -1 && errno == EAGAIN) return env.Undefined();
  if (length != sizeof(claim)) return env.Null();
  Napi::Object described = Napi::Object::New(env);
  described["id"] = claim.number;
  described["remote"] = DescribeSocketAddress(env, claim.remote);
  described["agoMs"] =
      static_cast<double>(MonotonicNow() - claim.accepted_at) / 1e6;
  return described;
}

}  // namespace

bool SendClaim(int channel, const Claim& claim) {
  constexpr int kAttempts = 1000;
  for (int left = kAttempts; left > 0; left--) {
    if (send(channel, &claim, sizeof(claim), MSG_DONTWAIT | MSG_NOSIGNAL) != -1)
      return true;
    const bool starved = errno == ENOBUFS || errno == ENOMEM ||
                         errno == EAGAIN || errno == EINTR;
    if (!starved) return true;
    const timespec rest = {0, 1'000'000};
    nanosleep(&rest, nullptr);
  }
  return false;
}

void InitClaim(Napi::Env env, Napi::Object exports) {
  exports["receiveClaim"] =
      Napi::Function::New(env, ReceiveClaim, "receiveClaim");
}

}  // namespace realfork

#else

namespace realfork {

// Where there is no fork(), nothing is forked ahead.
void InitClaim(Napi::Env, Napi::Object) {}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
