// SPDX-License-Identifier: MIT
// Sets of signals, which are arrays of numbers in JavaScript.
#ifndef REALFORK_SIGNAL_SET_H_
#define REALFORK_SIGNAL_SET_H_

#include <napi.h>
#include <signal.h>

namespace realfork {

// The highest signal there is.
int HighestSignal();

// In ascending order.
Napi::Array DescribeSignalSet(Napi::Env env, const sigset_t& set);

// Reads a set of signals to hold back. Without realfork's own, which must never
// be: fork() would wait for a thread that does not hear it. False: it threw.
bool ReadSignalSet(const Napi::CallbackInfo& info, size_t index, sigset_t* out);

}  // namespace realfork

#endif  // REALFORK_SIGNAL_SET_H_
