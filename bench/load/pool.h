// Clients that are served at the same time, by one thread and one epoll.
#ifndef POOL_H
#define POOL_H

#include "client.h"
#include "tally.h"

enum { TURN = 256, MOST_FAILURES = 1000 };

struct pool {
  int epoll, port;
  unsigned size;
  struct client *clients;
  struct tally tally;
};

void pool_make(struct pool *pool, int port, unsigned size);
// Waits for events, until then at most, and lists the clients that they were
// for: some may still be pending.
unsigned pool_turn(struct pool *pool, uint64_t until_ns,
                   struct client *touched[TURN]);
// Whether the time is over, or the server fails at everything.
int pool_is_over(const struct pool *pool, uint64_t end_ns);

#endif
