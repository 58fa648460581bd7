// SPDX-License-Identifier: MIT
#include "poll.h"

#include <errno.h>

#include <vector>

#include "arguments.h"
#include "blocking_calls.h"
#include "errors.h"

namespace realfork {
namespace {

constexpr size_t kFields = 3;

// poll(timeoutMs, table, returnsEintr?), the table an Int32Array of fd, events,
// revents in turn: one array, so that no object is looked into while the call
// waits. -1 instead of EINTR, if it is not to be thrown.
Napi::Value Poll(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int timeout_ms = 0;
  if (!ReadInts(info, {&timeout_ms})) return {};
  if (!info[1].IsTypedArray() ||
      info[1].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
    return ThrowMisuse(env, "ERR_INVALID_ARG_TYPE", "Expected an Int32Array");
  }
  const auto given = info[1].As<Napi::Int32Array>();
  std::vector<pollfd> fds(given.ElementLength() / kFields);
  for (size_t i = 0; i < fds.size(); i++) {
    fds[i].fd = given[i * kFields];
    fds[i].events = static_cast<short>(given[i * kFields + 1]);
  }

  const long ready = BlockingPoll(env, fds.data(), fds.size(), timeout_ms);
  if (ready == -EINTR && IsTrue(info[2])) return Napi::Number::New(env, -1);
  if (ready < 0) return ThrowErrno(env, static_cast<int>(-ready), "poll");

  // Looked up again: JavaScript may have run.
  auto table = info[1].As<Napi::Int32Array>();
  if (table.ElementLength() >= fds.size() * kFields) {
    for (size_t i = 0; i < fds.size(); i++) {
      table[i * kFields + 2] = static_cast<uint16_t>(fds[i].revents);
    }
  }
  return Napi::Number::New(env, static_cast<double>(ready));
}

}  // namespace

void InitPoll(Napi::Env env, Napi::Object exports) {
  exports["poll"] = Napi::Function::New(env, Poll, "poll");
}

}  // namespace realfork
