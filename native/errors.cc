// SPDX-License-Identifier: MIT
#include "errors.h"

#include <errno.h>
#include <uv.h>

#include <string>

namespace realfork {
namespace {

struct Text {
  std::string code;
  std::string message;
};

// libuv has no ECHILD in its table (checked: 1.46 to 1.52) and would call it
// "Unknown system error -10".
Text Describe(int error) {
  if (error == ECHILD) return {"ECHILD", "no child processes"};
  return {uv_err_name(-error), uv_strerror(-error)};
}

}  // namespace

Napi::Error SystemError(Napi::Env env, int error, const char* syscall) {
  const Text text = Describe(error);
  Napi::Error thrown =
      Napi::Error::New(env, text.code + ": " + text.message + ", " + syscall);
  thrown.Set("errno", Napi::Number::New(env, -error));
  thrown.Set("code", Napi::String::New(env, text.code));
  thrown.Set("syscall", Napi::String::New(env, syscall));
  return thrown;
}

Napi::Value ThrowErrno(Napi::Env env, int error, const char* syscall) {
  if (!env.IsExceptionPending()) {
    SystemError(env, error, syscall).ThrowAsJavaScriptException();
  }
  return {};
}

Napi::Value ThrowCoded(Napi::Env env, const char* code, const char* message) {
  if (!env.IsExceptionPending()) {
    Napi::Error thrown = Napi::Error::New(env, message);
    thrown.Set("code", Napi::String::New(env, code));
    thrown.ThrowAsJavaScriptException();
  }
  return {};
}

}  // namespace realfork
