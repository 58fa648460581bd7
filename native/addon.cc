// SPDX-License-Identifier: MIT
// The export table, nothing else.
#include <napi.h>

#include "constants.h"
#include "descriptor_passing.h"
#include "descriptors.h"
#include "ending.h"
#include "entropy.h"
#include "fork/bell.h"
#include "fork/claim.h"
#include "fork/fork.h"
#include "fork/huge_text.h"
#include "fork/inherited_loop.h"
#include "fork/session_numbers.h"
#include "fork/spare.h"
#include "poll.h"
#include "process.h"
#include "signal_mask.h"
#include "signals.h"
#include "socket_transfer.h"
#include "sockets.h"
#include "wait.h"

namespace realfork {
namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  InitConstants(env, exports);
  InitDescriptorPassing(env, exports);
  InitDescriptors(env, exports);
  InitEnding(env, exports);
  InitEntropy(env, exports);
  InitFork(env, exports);
  InitInheritedLoop(env, exports);
  InitPoll(env, exports);
  InitProcess(env, exports);
  InitSignalMask(env, exports);
  InitSignals(env, exports);
  InitSocketTransfer(env, exports);
  InitSockets(env, exports);
  InitSpare(env, exports);
  InitBell(env, exports);
  InitClaim(env, exports);
  InitHugeText(env, exports);
  InitSessionNumbers(env, exports);
  InitWait(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)

}  // namespace realfork
