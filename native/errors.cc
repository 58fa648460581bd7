// SPDX-License-Identifier: MIT
#include "errors.h"

#include <errno.h>
#include <uv.h>

namespace realfork {
namespace {

struct Text {
  std::string code;
  std::string message;
};

struct Row {
  int error;
  const char* code;
  const char* message;
};

// What libuv would call "Unknown system error -10" (checked: 1.46 to 1.52).
// The texts are those of strerror(3), in libuv's lower case.
constexpr Row kUnknownToLibuv[] = {
    {EBADMSG, "EBADMSG", "bad message"},
    {ECHILD, "ECHILD", "no child processes"},
    {EDEADLK, "EDEADLK", "resource deadlock avoided"},
    {EDOM, "EDOM", "numerical argument out of domain"},
    {EDQUOT, "EDQUOT", "disk quota exceeded"},
    {EIDRM, "EIDRM", "identifier removed"},
    {EINPROGRESS, "EINPROGRESS", "operation now in progress"},
#ifdef EMULTIHOP
    {EMULTIHOP, "EMULTIHOP", "multihop attempted"},
#endif
    {ENETRESET, "ENETRESET", "network dropped connection on reset"},
    {ENOEXEC, "ENOEXEC", "exec format error"},
    {ENOLCK, "ENOLCK", "no locks available"},
#ifdef ENOLINK
    {ENOLINK, "ENOLINK", "link has been severed"},
#endif
    {ENOMSG, "ENOMSG", "no message of desired type"},
#ifdef ENOSR
    {ENOSR, "ENOSR", "out of streams resources"},
#endif
#ifdef ENOSTR
    {ENOSTR, "ENOSTR", "device not a stream"},
#endif
    {ESTALE, "ESTALE", "stale file handle"},
#ifdef ETIME
    {ETIME, "ETIME", "timer expired"},
#endif
    {ETOOMANYREFS, "ETOOMANYREFS", "too many references: cannot splice"},
};

Text Describe(int error) {
  for (const Row& row : kUnknownToLibuv) {
    if (row.error == error) return {row.code, row.message};
  }
  // The _r forms, because uv_err_name() leaks the name of an unknown error.
  char code[64];
  char message[128];
  return {uv_err_name_r(-error, code, sizeof(code)),
          uv_strerror_r(-error, message, sizeof(message))};
}

}  // namespace

Napi::Error SystemError(Napi::Env env, int error, const char* syscall,
                        Facts facts, const std::string& detail) {
  const Text text = Describe(error);
  Napi::Error thrown = Napi::Error::New(
      env, text.code + ": " + text.message + ", " + syscall + detail);
  thrown.Set("errno", Napi::Number::New(env, -error));
  thrown.Set("code", Napi::String::New(env, text.code));
  thrown.Set("syscall", Napi::String::New(env, syscall));
  for (const auto& [name, value] : facts) {
    thrown.Set(name, Napi::Number::New(env, value));
  }
  return thrown;
}

Napi::Value ThrowErrno(Napi::Env env, int error, const char* syscall,
                       Facts facts) {
  if (!env.IsExceptionPending()) {
    SystemError(env, error, syscall, facts).ThrowAsJavaScriptException();
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
