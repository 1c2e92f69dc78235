/* Answers that go out a fixed time later: the oldest is always the next one. */
#ifndef DELAY_H
#define DELAY_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DELAY_MILLIS = 1000 };

typedef struct delayed {
  struct delayed *next;
  int64_t due;     /* milliseconds of the monotonic clock */
  int fd;
  unsigned opened; /* which of the connections that had this fd */
  size_t size;
  uint8_t bytes[];
} delayed;

static struct {
  delayed *first, **last;
} delays = {.last = &delays.first};

static int64_t now_millis(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static void delay(int fd, unsigned opened, const uint8_t *bytes, size_t size) {
  delayed *one = malloc(sizeof *one + size);
  if (one == NULL) abort();
  *one = (delayed){.due = now_millis() + DELAY_MILLIS, .fd = fd, .opened = opened, .size = size};
  memcpy(one->bytes, bytes, size);
  *delays.last = one;
  delays.last = &one->next;
}

/* Takes out the oldest if it is due, for the caller to free; NULL if it is not. */
static delayed *take_due(void) {
  delayed *one = delays.first;
  if (one == NULL || one->due > now_millis()) return NULL;
  delays.first = one->next;
  if (delays.first == NULL) delays.last = &delays.first;
  return one;
}

/* Milliseconds until the oldest is due, -1 if there is none. */
static int until_due(void) {
  if (delays.first == NULL) return -1;
  int64_t left = delays.first->due - now_millis();
  return left > 0 ? (int)left : 0;
}

#endif
