#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// A port of an address that has just been left waits for a minute: with
// several addresses there are always enough.
enum { SOURCES = 64, FIRST_SOURCE = 2 };

static unsigned long long sequence;

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static struct sockaddr_in loopback(unsigned host, int port) {
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(0x7f000000u + host);
  return address;
}

// A line, since some servers echo lines, and no two alike.
static void send_message(struct client *client) {
  char text[MESSAGE_BYTES + 1];
  snprintf(text, sizeof text, "%063llu\n", ++sequence);
  memcpy(client->message, text, MESSAGE_BYTES);
  client->received = 0;
  client->outcome = PENDING;
  ssize_t sent = send(client->fd, text, MESSAGE_BYTES, MSG_NOSIGNAL);
  if (sent != MESSAGE_BYTES) client->outcome = CLOSED_EARLY;
}

static int connect_from(unsigned source, int fd, int port) {
  int on = 1;
  struct sockaddr_in from = loopback(source, 0), to = loopback(1, port);
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&from, sizeof from) == -1) return -1;
  return connect(fd, (struct sockaddr *)&to, sizeof to);
}

void client_come(struct client *client, int epoll, int port, uint64_t due_ns) {
  static unsigned source;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
                              .data.ptr = client};
  memset(client, 0, sizeof *client);
  client->due_ns = due_ns;
  client->outcome = NOT_CONNECTED;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd == -1) return;
  source = (source + 1) % SOURCES;
  client->connected =
      connect_from(FIRST_SOURCE + source, client->fd, port) == 0;
  if (!client->connected && errno != EINPROGRESS) return;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event) == -1) return;
  client->outcome = PENDING;
  if (client->connected) send_message(client);
}

static void finish_connecting(struct client *client) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(client->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  client->connected = error == 0;
  if (client->connected) {
    send_message(client);
  } else {
    client->outcome = NOT_CONNECTED;
  }
}

// Every byte is compared with what was said.
static void receive(struct client *client) {
  char bytes[MESSAGE_BYTES + 1];
  ssize_t length;
  while ((length = read(client->fd, bytes, sizeof bytes)) > 0) {
    if (client->received == 0) client->first_byte_ns = now_ns();
    size_t left = MESSAGE_BYTES - client->received;
    int alike =
        (size_t)length <= left &&
        memcmp(bytes, client->message + client->received, (size_t)length) == 0;
    if (!alike || client->outcome == ANSWERED) {
      client->outcome = WRONG_BYTES;
      return;
    }
    client->received += (unsigned)length;
    if (client->received == MESSAGE_BYTES) client->outcome = ANSWERED;
  }
  if (length == 0 || errno != EAGAIN) client->outcome = CLOSED_EARLY;
}

void client_take_event(struct client *client, uint32_t events) {
  if (client->fd == -1) return;
  if (!client->connected) {
    if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) finish_connecting(client);
  }
  if (client->connected && events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
    receive(client);
  }
}

void client_say(struct client *client, uint64_t due_ns) {
  client->due_ns = due_ns;
  if (client->outcome == ANSWERED) send_message(client);
}

void client_leave(struct client *client) {
  if (client->fd != -1) close(client->fd);
  client->fd = -1;
}
