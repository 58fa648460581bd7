// SPDX-License-Identifier: MIT
// errno -> the Error that Node itself would throw.
#ifndef REALFORK_ERRORS_H_
#define REALFORK_ERRORS_H_

#include <napi.h>

namespace realfork {

// An Error with Node's message and own keys (errno, code, syscall).
Napi::Error SystemError(Napi::Env env, int error, const char* syscall);

// Throws SystemError(); the value to return to JavaScript is empty.
Napi::Value ThrowErrno(Napi::Env env, int error, const char* syscall);

// Throws an Error with a code of our own (lib/errors.ts lists them).
Napi::Value ThrowCoded(Napi::Env env, const char* code, const char* message);

}  // namespace realfork

#endif  // REALFORK_ERRORS_H_
