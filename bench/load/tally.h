// What became of the clients, and how long they waited for their first byte.
#ifndef TALLY_H
#define TALLY_H

#include <stdint.h>

#include "client.h"

struct samples {
  uint64_t *values_ns;
  unsigned count, room;
};

struct tally {
  unsigned outcomes[OUTCOMES];
  unsigned unanswered;
  struct samples latency;
  // How late the load generator itself was.
  struct samples lateness;
  uint64_t began_ns, last_ns;
};

void tally_begin(struct tally *tally);
void tally_add(struct tally *tally, const struct client *client);
void samples_add(struct samples *samples, uint64_t value_ns);
unsigned tally_failed(const struct tally *tally);
// One line of JSON. `held` is the number of clients that stay.
void tally_print(struct tally *tally, unsigned held);

#endif
