// SPDX-License-Identifier: MIT
#include "socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include <algorithm>

#include "arguments.h"
#include "errors.h"

namespace realfork {
namespace {

constexpr uint32_t kFlowLabelMask = 0xfffff;
constexpr size_t kPathOffset = offsetof(sockaddr_un, sun_path);

template <typename Address>
Address* As(SocketAddress* address) {
  address->length = sizeof(Address);
  return reinterpret_cast<Address*>(&address->storage);
}

template <typename Address>
const Address& As(const SocketAddress& address) {
  return reinterpret_cast<const Address&>(address.storage);
}

// No bytes are the unnamed address; a first byte of 0 is the abstract
// namespace, where the length counts and no terminator follows.
bool FromPath(const std::string& path, SocketAddress* out) {
  auto* un = As<sockaddr_un>(out);
  const bool terminated = !path.empty() && path[0] != '\0';
  if (path.size() + terminated > sizeof(un->sun_path)) return false;
  un->sun_family = AF_UNIX;
  memcpy(un->sun_path, path.data(), path.size());
  out->length = static_cast<socklen_t>(kPathOffset + path.size() + terminated);
  return true;
}

std::string ToPath(const SocketAddress& address) {
  const auto& un = As<sockaddr_un>(address);
  if (address.length <= kPathOffset) return "";
  // The kernel's own terminator may stand behind sun_path, in the storage.
  const size_t length =
      std::min<size_t>(address.length, sizeof(address.storage)) - kPathOffset;
#ifdef __linux__
  if (un.sun_path[0] == '\0') return {un.sun_path, length};
#endif
  return {un.sun_path, strnlen(un.sun_path, length)};
}

bool FromParts(int family, const std::string& host, int port, int flow_label,
               int scope_id, SocketAddress* out) {
  switch (family) {
    case AF_INET: {
      auto* in = As<sockaddr_in>(out);
      in->sin_family = AF_INET;
      in->sin_port = htons(static_cast<uint16_t>(port));
      return inet_pton(AF_INET, host.c_str(), &in->sin_addr) == 1;
    }
    case AF_INET6: {
      auto* in6 = As<sockaddr_in6>(out);
      in6->sin6_family = AF_INET6;
      in6->sin6_port = htons(static_cast<uint16_t>(port));
      in6->sin6_flowinfo = htonl(static_cast<uint32_t>(flow_label));
      in6->sin6_scope_id = static_cast<uint32_t>(scope_id);
      return inet_pton(AF_INET6, host.c_str(), &in6->sin6_addr) == 1;
    }
    case AF_UNIX:
      return FromPath(host, out);
  }
  return false;
}

Napi::Object DescribeInternet(Napi::Env env, int family, const void* ip,
                              in_port_t port) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family, ip, text, sizeof(text));
  Napi::Object described = Napi::Object::New(env);
  described["family"] = family == AF_INET ? "IPv4" : "IPv6";
  described["address"] = Napi::String::New(env, text);
  described["port"] = Napi::Number::New(env, ntohs(port));
  return described;
}

std::string Text(const Napi::Object& described, const char* key) {
  return described.Get(key).ToString();
}

}  // namespace

bool ReadSocketAddress(const Napi::CallbackInfo& info, int* fd,
                       SocketAddress* out) {
  int family = 0, port = 0, flow_label = 0, scope_id = 0;
  if (!ReadInts(info, {fd, &family, &port, &flow_label, &scope_id})) {
    return false;
  }
  const Napi::Value host = info[5];
  if (!host.IsString() || !FromParts(family, host.As<Napi::String>(), port,
                                     flow_label, scope_id, out)) {
    ThrowMisuse(info.Env(), "ERR_INVALID_ARG_VALUE",
                "Expected a socket address");
    return false;
  }
  return true;
}

Napi::Value DescribeSocketAddress(Napi::Env env, const SocketAddress& address) {
  switch (address.storage.ss_family) {
    case AF_INET: {
      const auto& in = As<sockaddr_in>(address);
      return DescribeInternet(env, AF_INET, &in.sin_addr, in.sin_port);
    }
    case AF_INET6: {
      const auto& in6 = As<sockaddr_in6>(address);
      Napi::Object described =
          DescribeInternet(env, AF_INET6, &in6.sin6_addr, in6.sin6_port);
      const uint32_t flow_label = ntohl(in6.sin6_flowinfo) & kFlowLabelMask;
      if (flow_label != 0) described["flowlabel"] = flow_label;
      if (in6.sin6_scope_id != 0) described["scopeid"] = in6.sin6_scope_id;
      return described;
    }
    case AF_UNIX: {
      Napi::Object described = Napi::Object::New(env);
      described["family"] = "unix";
      described["path"] = ToPath(address);
      return described;
    }
  }
  return {};
}

Napi::Value ThrowErrnoAt(Napi::Env env, int error, const char* syscall, int fd,
                         const SocketAddress& address) {
  if (env.IsExceptionPending()) return {};
  const Napi::Object where =
      DescribeSocketAddress(env, address).As<Napi::Object>();
  const bool local = where.Has("path");
  const std::string detail =
      local ? " '" + Text(where, "path") + "'"
            : " " + Text(where, "address") + ":" + Text(where, "port");
  Napi::Error thrown = SystemError(env, error, syscall, {{"fd", fd}}, detail);
  for (const char* key : {"address", "port", "path"}) {
    if (where.Has(key)) {
      thrown.Set(key, where.Get(key));
    }
  }
  thrown.ThrowAsJavaScriptException();
  return {};
}

}  // namespace realfork
