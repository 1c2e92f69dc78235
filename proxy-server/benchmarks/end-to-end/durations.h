/* Durations in nanoseconds: each is kept, so that the percentiles are those of the values themselves. */
#ifndef DURATIONS_H
#define DURATIONS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  int64_t *all;
  size_t count, room;
} durations;

static void add_duration(durations *to, int64_t nanos) {
  if (to->count == to->room) {
    to->room = to->room == 0 ? 1 << 16 : 2 * to->room;
    to->all = realloc(to->all, to->room * sizeof *to->all);
    if (to->all == NULL) abort();
  }
  to->all[to->count++] = nanos;
}

static int by_size(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

/* Prints a JSON object with percentiles in microseconds, 0 if there are no durations. Sorts them. */
static void print_percentiles(durations *of) {
  static const struct {
    const char *name;
    double quantile;
  } LADDER[] = {{"p50", 0.5}, {"p75", 0.75}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99},
                {"p999", 0.999}, {"p9999", 0.9999}, {"max", 1}};
  if (of->count > 0) qsort(of->all, of->count, sizeof *of->all, by_size);
  for (size_t i = 0; i < sizeof LADDER / sizeof *LADDER; i++) {
    size_t index = LADDER[i].quantile * of->count;
    if (index == of->count && index > 0) index--;
    double micros = of->count == 0 ? 0 : of->all[index] / 1000.0;
    printf("%s\"%s\": %.1f", i == 0 ? "{" : ", ", LADDER[i].name, micros);
  }
  printf("}");
}

#endif
