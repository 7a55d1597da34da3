#include "club/error.hpp"

#include <cerrno>
#include <system_error>

namespace watercooler::club {
namespace {

struct Advice {
    const char* code;
    const char* hint;
};

Advice advice(int error_number) {
    switch (error_number) {
        case ENOSPC:
            return {"WC-CLUB-DISK", "free some space, or choose another place with --home DIR"};
        case EDQUOT:
            return {"WC-CLUB-DISK", "your disk quota is used up: free some space, or use --home DIR"};
        case EFBIG:
            return {"WC-CLUB-DISK", "the limit on file sizes is too low: see `ulimit -f`"};
        case EROFS:
            return {"WC-CLUB-READONLY", "choose a place that can be written with --home DIR"};
        case EACCES:
        case EPERM:
            return {"WC-CLUB-PERM", "use the account that made it, or another place with --home DIR"};
        case EMFILE:
        case ENFILE:
            return {"WC-CLUB-FILES", "too many files are open: see `ulimit -n`"};
        case ENOTDIR:
        case EISDIR:
        case ELOOP:
        case EEXIST:
        case ENOENT:
        case ENAMETOOLONG:
            return {"WC-CLUB-PATH", "look at what is at that path, or use --home DIR"};
        default:
            return {"WC-CLUB-IO", "look at the disk and at the system's log"};
    }
}

}  // namespace

Error system_error(std::string_view doing, std::string_view path, int error_number) {
    const auto [code, hint] = advice(error_number);
    std::string message{"cannot "};
    message.append(doing).append(" ").append(path).append(": ");
    message += std::generic_category().message(error_number);
    return {code, message, hint};
}

}  // namespace watercooler::club
