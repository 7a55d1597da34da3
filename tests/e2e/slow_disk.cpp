// A disk that makes whoever syncs wait: preloaded into a program by a test. The file that WATERCOOLER_SLOW_DISK names
// says how long, in milliseconds; while it is not there nobody waits. It is looked at all the time, so a stuck disk
// comes loose.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

int wanted_ms() {
    const char* const path = std::getenv("WATERCOOLER_SLOW_DISK");
    std::FILE* const file = path ? std::fopen(path, "re") : nullptr;
    int ms = 0;
    if (file && std::fscanf(file, "%d", &ms) != 1) ms = 0;
    if (file) std::fclose(file);
    return ms;
}

int synced(const char* name, int fd) {
    for (int waited = 0; waited < wanted_ms(); waited += 10) ::usleep(10'000);
    return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name))(fd);
}

}  // namespace

extern "C" int fsync(int fd) { return synced("fsync", fd); }
extern "C" int fdatasync(int fd) { return synced("fdatasync", fd); }
