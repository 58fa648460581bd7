// SPDX-License-Identifier: MIT
#include "arguments.h"

#include <limits.h>
#include <math.h>

namespace realfork {
namespace {

constexpr char kInvalidType[] = "ERR_INVALID_ARG_TYPE";

bool ReadInt(const Napi::Value& value, int* out) {
  if (!value.IsNumber()) return false;
  const double number = value.As<Napi::Number>().DoubleValue();
  // Also false for NaN.
  if (!(number >= INT_MIN && number <= INT_MAX)) return false;
  *out = static_cast<int>(number);
  return number == trunc(number);
}

}  // namespace

Napi::Value ThrowMisuse(Napi::Env env, const char* code, const char* message) {
  if (!env.IsExceptionPending()) {
    Napi::Error thrown = Napi::TypeError::New(env, message);
    thrown.Set("code", Napi::String::New(env, code));
    thrown.ThrowAsJavaScriptException();
  }
  return {};
}

bool IsTrue(const Napi::Value& value) {
  return value.IsBoolean() && value.As<Napi::Boolean>();
}

bool ReadInts(const Napi::CallbackInfo& info, std::initializer_list<int*> out) {
  size_t index = 0;
  for (int* value : out) {
    if (!ReadInt(info[index++], value)) {
      ThrowMisuse(info.Env(), kInvalidType, "Expected an integer");
      return false;
    }
  }
  return true;
}

bool ReadBytes(const Napi::CallbackInfo& info, size_t index, Bytes* out) {
  const Napi::Value value = info[index];
  if (!value.IsTypedArray() ||
      value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    ThrowMisuse(info.Env(), kInvalidType, "Expected a Uint8Array");
    return false;
  }
  auto array = value.As<Napi::Uint8Array>();
  *out = {array.Data(), array.ByteLength()};
  return true;
}

}  // namespace realfork
