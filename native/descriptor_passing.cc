// SPDX-License-Identifier: MIT
// Descriptors through UNIX sockets: one in a message, and with it one byte,
// because a message without data would look like the end of the stream.
#include "descriptor_passing.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "arguments.h"
#include "compat.h"
#include "errors.h"

namespace realfork {
namespace {

// What Linux takes in one message (SCM_MAX_FD). With room for all of them,
// MSG_CTRUNC has one meaning left: the process may open no more.
constexpr size_t kMaxDescriptors = 253;

// One message, its byte and its control data.
template <size_t kDescriptors>
struct Message {
  char byte = 0;
  iovec data = {&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(kDescriptors * sizeof(int))] = {};
  msghdr header = {};

  Message() {
    header.msg_iov = &data;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof(control);
  }
};

using Outgoing = Message<1>;
using Incoming = Message<kMaxDescriptors>;

// sendDescriptor(socket, fd)
Napi::Value SendDescriptor(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int socket = 0, fd = 0;
  if (!ReadInts(info, {&socket, &fd})) return {};
  Outgoing message;
  cmsghdr* const control = CMSG_FIRSTHDR(&message.header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(fd));
  memcpy(CMSG_DATA(control), &fd, sizeof(fd));
  if (sendmsg(socket, &message.header, MSG_DONTWAIT | MSG_NOSIGNAL) == -1) {
    return ThrowErrno(env, errno, "sendmsg",
                      {{"fd", socket}, {"descriptor", fd}});
  }
  return env.Undefined();
}

// Calls `take` with each descriptor of the message.
template <typename Take>
void ForEachDescriptor(msghdr* header, Take take) {
  for (cmsghdr* control = CMSG_FIRSTHDR(header); control != nullptr;
       control = CMSG_NXTHDR(header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) {
      continue;
    }
    const size_t length = control->cmsg_len - CMSG_LEN(0);
    for (size_t at = 0; at + sizeof(int) <= length; at += sizeof(int)) {
      int fd;
      memcpy(&fd, CMSG_DATA(control) + at, sizeof(fd));
      take(fd);
    }
  }
}

// The first descriptor of the message, or -1; the others are closed.
int TakeFirst(msghdr* header) {
  int first = -1;
  ForEachDescriptor(header, [&first](int fd) {
    if (first != -1) {
      close(fd);
      return;
    }
    ReceivedCloexec(fd);
    first = fd;
  });
  return first;
}

// What is wrong with a message from which `fd` was taken; 0 if nothing is.
int Fault(const msghdr& header, ssize_t count, int fd) {
  if (header.msg_flags & MSG_CTRUNC) return EMFILE;
  const bool is_whole = count == 1 && !(header.msg_flags & MSG_TRUNC);
  return is_whole && fd != -1 ? 0 : EBADMSG;
}

// An empty message of SOCK_SEQPACKET looks like the end of the stream; but the
// peer is still there.
bool HasHungUp(int socket) {
  pollfd one = {socket, POLLIN, 0};
  return poll(&one, 1, 0) == 1 && (one.revents & POLLHUP) != 0;
}

// receiveDescriptor(socket)
// The descriptor, undefined if there is no message yet, or -1 at the end of the
// stream.
Napi::Value ReceiveDescriptor(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int socket = 0;
  if (!ReadInts(info, {&socket})) return {};
  Incoming message;
  const ssize_t count =
      recvmsg(socket, &message.header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (count == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    return env.Undefined();
  }
  if (count == -1) return ThrowErrno(env, errno, "recvmsg", {{"fd", socket}});
  const int fd = TakeFirst(&message.header);
  const bool at_end = count == 0 && fd == -1 &&
                      !(message.header.msg_flags & MSG_CTRUNC) &&
                      HasHungUp(socket);
  const int fault = at_end ? 0 : Fault(message.header, count, fd);
  if (fault != 0) {
    if (fd != -1) close(fd);
    return ThrowErrno(env, fault, "recvmsg", {{"fd", socket}});
  }
  return Napi::Number::New(env, fd);
}

}  // namespace

void InitDescriptorPassing(Napi::Env env, Napi::Object exports) {
  exports["sendDescriptor"] =
      Napi::Function::New(env, SendDescriptor, "sendDescriptor");
  exports["receiveDescriptor"] =
      Napi::Function::New(env, ReceiveDescriptor, "receiveDescriptor");
}

}  // namespace realfork
