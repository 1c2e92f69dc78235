/* As many open files as the system allows. */
#ifndef FILES_H
#define FILES_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Ends the program if it may not open so many files. */
static void allow_files(rlim_t count) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < count) {
    /* For root; any other user whose limit is too low gets an error below. */
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){count, count});
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  limit.rlim_cur = limit.rlim_max;
  if (limit.rlim_max >= count && setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  fprintf(stderr, "Expected a limit of %lu open files, but it is %lu; raise it (ulimit -n)\n",
      (unsigned long)count, (unsigned long)limit.rlim_max);
  exit(1);
}

#endif
