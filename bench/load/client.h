// One client of an echo server: it connects, says 64 bytes and reads them back.
#ifndef CLIENT_H
#define CLIENT_H

#include <stdint.h>

enum { MESSAGE_BYTES = 64 };

enum outcome {
  PENDING,
  ANSWERED,
  NOT_CONNECTED,
  CLOSED_EARLY,
  WRONG_BYTES,
  OUTCOMES
};

struct client {
  // -1: it is not there.
  int fd;
  int connected;
  enum outcome outcome;
  unsigned received;
  // When it was to come: its latency counts from there.
  uint64_t due_ns;
  uint64_t first_byte_ns;
  char message[MESSAGE_BYTES];
};

uint64_t now_ns(void);

// What becomes of it is in client->outcome, at once or after an event.
void client_come(struct client *client, int epoll, int port, uint64_t due_ns);
void client_take_event(struct client *client, uint32_t events);
// Says another message on a connection that has answered the last one.
void client_say(struct client *client, uint64_t due_ns);
void client_leave(struct client *client);

#endif
