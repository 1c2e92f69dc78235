/* The requests of a file, and where the number of an actor goes in those that are templates. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 8, MAX_PLACES = 8 };

/* One whole HTTP request; at each place there are DIGITS characters for the number. */
typedef struct {
  size_t size;
  char *bytes;
  int place_count;
  size_t places[MAX_PLACES];
} request;

/* What can be called, by position: the requests in their order, or the numbers from the first on. */
typedef struct {
  request *all;
  size_t request_count, first, count;
} request_list;

static void find_places(request *one) {
  const char *end = one->bytes + one->size;
  for (char *at = one->bytes; (at = memmem(at, end - at, "########", DIGITS)) != NULL; at += DIGITS) {
    if (one->place_count == MAX_PLACES) abort();
    one->places[one->place_count++] = at - one->bytes;
  }
}

/* Reads requests, each behind its size as a little-endian 32-bit number; 0 if the file is no good. */
static int read_requests(request_list *list, const char *path) {
  FILE *file = fopen(path, "rb");
  uint32_t size;
  if (file == NULL) return 0;
  while (fread(&size, sizeof size, 1, file) == 1) {
    request one = {.size = size, .bytes = malloc(size)};
    list->all = realloc(list->all, (list->request_count + 1) * sizeof one);
    if (one.bytes == NULL || list->all == NULL || fread(one.bytes, 1, size, file) != size) return 0;
    list->all[list->request_count++] = one;
  }
  fclose(file);
  list->count = list->request_count;
  return list->request_count > 0;
}

/* Makes the requests templates for the numbers from the first to the last, both included. */
static void use_numbers(request_list *list, size_t first, size_t last) {
  for (size_t i = 0; i < list->request_count; i++) find_places(&list->all[i]);
  list->first = first;
  list->count = last - first + 1;
}

/* The request at a position, which must be used before that of another position is asked for. */
static request *request_at(request_list *list, size_t position) {
  request *one = &list->all[position % list->request_count];
  for (int i = 0; i < one->place_count; i++) {
    size_t number = list->first + position;
    for (char *at = one->bytes + one->places[i], *digit = at + DIGITS; digit > at; number /= 10) {
      *--digit = '0' + number % 10;
    }
  }
  return one;
}

#endif
