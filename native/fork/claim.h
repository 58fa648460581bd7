// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_CLAIM_H_
#define REALFORK_FORK_CLAIM_H_

#include <napi.h>
#include <stdint.h>

#include "../socket_address.h"

namespace realfork {

// What the daemon process is told, in one packet.
struct Claim {
  double number;
  uint64_t accepted_at;
  SocketAddress remote;
};

// False if the daemon process cannot be told: nobody would count the session.
// Where it is gone, nobody has to.
bool SendClaim(int channel, const Claim& claim);

void InitClaim(Napi::Env env, Napi::Object exports);

}  // namespace realfork

#endif  // REALFORK_FORK_CLAIM_H_
