/* Ends the process as kill -9 does, at one of its syncs or renames: loaded before the system's library (LD_PRELOAD), it
 * counts these calls, keeps the count in the file KILL_COUNT, and ends the process at the call numbered KILL_AT, before or
 * after it is made, as KILL_WHEN says. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

static void end(void) { syscall(SYS_kill, getpid(), SIGKILL); }

/* The number of this call; does not return where the process ends before it. */
static long begin(void) {
    long number = atomic_fetch_add(&calls, 1) + 1;
    const char *at = getenv("KILL_AT"), *when = getenv("KILL_WHEN"), *count = getenv("KILL_COUNT");
    if (count != NULL) {
        char text[32];
        int length = snprintf(text, sizeof text, "%ld", number);
        int file = (int)syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (file >= 0) {
            syscall(SYS_write, file, text, length);
            syscall(SYS_close, file);
        }
    }
    if (at != NULL && atol(at) == number && when != NULL && strcmp(when, "before") == 0) end();
    return number;
}

static int done(long number, long result) {
    const char *at = getenv("KILL_AT");
    if (at != NULL && atol(at) == number) end();
    return (int)result;
}

int fsync(int file) {
    long number = begin();
    return done(number, syscall(SYS_fsync, file));
}

int fdatasync(int file) {
    long number = begin();
    return done(number, syscall(SYS_fdatasync, file));
}

int rename(const char *from, const char *to) {
    long number = begin();
    return done(number, syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
