// SPDX-License-Identifier: MIT
// Typed argument readers. lib/arguments.ts has told the user what is wrong
// long before; these only keep a direct call of the addon from being undefined
// behaviour.
#ifndef REALFORK_ARGUMENTS_H_
#define REALFORK_ARGUMENTS_H_

#include <napi.h>

#include <initializer_list>

namespace realfork {

// Throws TypeError [code].
Napi::Value ThrowMisuse(Napi::Env env, const char* code, const char* message);

// Reads the leading arguments, each a whole number that fits an int. False: it
// threw.
bool ReadInts(const Napi::CallbackInfo& info, std::initializer_list<int*> out);

bool IsTrue(const Napi::Value& value);

struct Bytes {
  uint8_t* data;
  size_t length;
};

// Reads a Uint8Array. The bytes are borrowed until JavaScript runs again.
// False: it threw.
bool ReadBytes(const Napi::CallbackInfo& info, size_t index, Bytes* out);

}  // namespace realfork

#endif  // REALFORK_ARGUMENTS_H_
