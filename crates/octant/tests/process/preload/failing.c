/* A disk that fails when a test says so: loaded before the system's library (LD_PRELOAD), it refuses syncs while there
 * is a file `sync` in the folder FAILING_DISK, and writes to files while there is one named `write`, whose content is
 * `full` for a full disk and anything else for a broken one. Behind a blank the content may name a part of the paths
 * that are concerned; without it all are. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int told(const char *name, char *content, size_t size) {
    const char *folder = getenv("FAILING_DISK");
    char path[4096];
    if (folder == NULL) return 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = syscall(SYS_read, file, content, size - 1);
    content[length > 0 ? length : 0] = 0;
    syscall(SYS_close, file);
    return 1;
}

static int refuse_sync(void) {
    char content[256];
    if (!told("sync", content, sizeof content)) return 0;
    errno = EIO;
    return 1;
}

static int is_concerned(int file, const char *content) {
    const char *part = strchr(content, ' ');
    char name[64], path[4096];
    if (part == NULL) return 1;
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return strstr(path, part + 1) != NULL;
}

static int refuse_write(int file) {
    struct stat status;
    char content[256];
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    if (!told("write", content, sizeof content) || !is_concerned(file, content)) return 0;
    errno = strncmp(content, "full", 4) == 0 ? ENOSPC : EIO;
    return 1;
}

int fsync(int file) { return refuse_sync() ? -1 : (int)syscall(SYS_fsync, file); }

int fdatasync(int file) { return refuse_sync() ? -1 : (int)syscall(SYS_fdatasync, file); }

ssize_t write(int file, const void *bytes, size_t length) {
    return refuse_write(file) ? -1 : syscall(SYS_write, file, bytes, length);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t place) {
    return refuse_write(file) ? -1 : syscall(SYS_pwrite64, file, bytes, length, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t place) {
    return refuse_write(file) ? -1 : syscall(SYS_pwrite64, file, bytes, length, place);
}
