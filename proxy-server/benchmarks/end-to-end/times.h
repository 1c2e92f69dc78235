/* When ticks and scheduled calls reach the host: kept one by one, told as quantiles and forgotten. */
#ifndef TIMES_H
#define TIMES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "protobuf.h"

enum { TIMED_MAX = 1 << 22 };

/* Milliseconds; what does not fit is counted and left out. */
static struct {
  int32_t *millis;
  size_t kept, lost;
} times;

/* By the number at the end of the actor's name: when its last tick came, 0 if none has. */
static int64_t *last_ticks;

static int64_t wall_millis(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static void keep_time(int64_t millis) {
  if (times.millis == NULL && (times.millis = malloc(TIMED_MAX * sizeof *times.millis)) == NULL) abort();
  if (times.kept < TIMED_MAX) {
    times.millis[times.kept++] = (int32_t)millis;
  } else {
    times.lost++;
  }
}

static int64_t leading_number(slice text) {
  int64_t number = 0;
  for (size_t i = 0; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; i++) {
    number = 10 * number + (text.at[i] - '0');
  }
  return number;
}

/* Keeps how long after the actor's last tick this one comes. */
static void on_tick(slice name) {
  size_t digit = name.size;
  while (digit > 0 && name.at[digit - 1] >= '0' && name.at[digit - 1] <= '9') digit--;
  int64_t number = leading_number((slice){name.at + digit, name.size - digit});
  if (number >= TIMED_MAX) return;
  if (last_ticks == NULL && (last_ticks = calloc(TIMED_MAX, sizeof *last_ticks)) == NULL) abort();
  int64_t at = wall_millis();
  if (last_ticks[number] != 0) keep_time(at - last_ticks[number]);
  last_ticks[number] = at;
}

/* Keeps how late a scheduled call is; its payload says in digits when it is due. */
static void on_due(slice payload) {
  keep_time(wall_millis() - leading_number(payload));
}

static int by_millis(const void *left, const void *right) {
  int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
  return (a > b) - (a < b);
}

static long millis_at(double quantile) {
  if (times.kept == 0) return 0;
  size_t index = (size_t)(quantile * times.kept);
  return times.millis[index < times.kept ? index : times.kept - 1];
}

/* Writes JSON of what came since the last time it was asked, and begins anew. */
static int tell_times(uint8_t *out) {
  if (times.kept > 0) qsort(times.millis, times.kept, sizeof *times.millis, by_millis);
  int size = sprintf((char *)out,
      "{\"count\": %zu, \"lost\": %zu, \"min\": %ld, \"p50\": %ld, \"p99\": %ld, \"max\": %ld}\n",
      times.kept, times.lost, millis_at(0), millis_at(0.5), millis_at(0.99), millis_at(1));
  times.kept = times.lost = 0;
  return size;
}

#endif
