#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void samples_add(struct samples *samples, uint64_t value_ns) {
  if (samples->count == samples->room) {
    samples->room = samples->room ? samples->room * 2 : 1024;
    samples->values_ns =
        realloc(samples->values_ns, samples->room * sizeof(uint64_t));
    if (samples->values_ns == NULL) abort();
  }
  samples->values_ns[samples->count++] = value_ns;
}

void tally_begin(struct tally *tally) {
  free(tally->latency.values_ns);
  free(tally->lateness.values_ns);
  memset(tally, 0, sizeof *tally);
  tally->began_ns = tally->last_ns = now_ns();
}

void tally_add(struct tally *tally, const struct client *client) {
  tally->outcomes[client->outcome]++;
  tally->last_ns = now_ns();
  if (client->outcome != ANSWERED) return;
  samples_add(&tally->latency, client->first_byte_ns - client->due_ns);
}

unsigned tally_failed(const struct tally *tally) {
  return tally->outcomes[NOT_CONNECTED] + tally->outcomes[CLOSED_EARLY] +
         tally->outcomes[WRONG_BYTES] + tally->unanswered;
}

static int compare(const void *a, const void *b) {
  uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
  return left < right ? -1 : left > right;
}

// The smallest value that so many of a hundred are not above; null if none.
static void print_percentile(const char *name, struct samples *samples,
                             unsigned percent) {
  unsigned count = samples->count;
  if (count == 0) {
    printf("\"%s\":null,", name);
    return;
  }
  qsort(samples->values_ns, count, sizeof(uint64_t), compare);
  unsigned rank = (unsigned)(((uint64_t)count * percent + 99) / 100);
  double value_us = (double)samples->values_ns[rank - 1] / 1e3;
  printf("\"%s\":%.1f,", name, value_us);
}

void tally_print(struct tally *tally, unsigned held) {
  double elapsed_us = (double)(tally->last_ns - tally->began_ns) / 1e3;
  printf("{\"held\":%u,\"answered\":%u,\"elapsedUs\":%.1f,", held,
         tally->outcomes[ANSWERED], elapsed_us);
  print_percentile("latencyP50Us", &tally->latency, 50);
  print_percentile("latencyP99Us", &tally->latency, 99);
  print_percentile("latencyMaxUs", &tally->latency, 100);
  print_percentile("latenessP99Us", &tally->lateness, 99);
  printf(
      "\"failed\":{\"notConnected\":%u,\"closedEarly\":%u,\"wrongBytes\":%u,"
      "\"unanswered\":%u}}\n",
      tally->outcomes[NOT_CONNECTED], tally->outcomes[CLOSED_EARLY],
      tally->outcomes[WRONG_BYTES], tally->unanswered);
  fflush(stdout);
}
