// SPDX-License-Identifier: MIT
// errno -> the Error that Node itself would throw.
#ifndef REALFORK_ERRORS_H_
#define REALFORK_ERRORS_H_

#include <napi.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace realfork {

// What a failed call was about (pid, fd, ...): own keys after errno, code and
// syscall.
using Facts = std::initializer_list<std::pair<const char*, int>>;

// An Error with Node's message and own keys (errno, code, syscall, facts).
// The detail ends the message, as the path does in an error of node:fs.
Napi::Error SystemError(Napi::Env env, int error, const char* syscall,
                        Facts facts = {}, const std::string& detail = "");

// Throws SystemError(), unless an exception is pending already; the value to
// return to JavaScript is empty.
Napi::Value ThrowErrno(Napi::Env env, int error, const char* syscall,
                       Facts facts = {});

// Throws an Error with a code of our own (lib/errors.ts lists them).
Napi::Value ThrowCoded(Napi::Env env, const char* code, const char* message);

}  // namespace realfork

#endif  // REALFORK_ERRORS_H_
