#pragma once

#include <functional>
#include <string>

#include "store/store.hpp"

namespace watercooler::store {

/// Makes a file that is there whole or not at all: `fill` makes it under another name beside it, then it is synced and
/// gets its own. Errors: WC-STORE-EXISTS; those of `fill`; the disk's. No file is left then.
Expected<void> make_file(const std::string& path, const std::function<Expected<void>(const std::string&)>& fill);

/// A lock on a file that this process made or found; gone with the process, by kill -9 too.
class OwnerLock {
public:
    /// Errors: WC-STORE-TAKEN, naming who has it; WC-STORE-OPEN.
    static Expected<OwnerLock> take(const std::string& path);
    OwnerLock(OwnerLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    OwnerLock& operator=(OwnerLock&&) = delete;
    ~OwnerLock();

private:
    explicit OwnerLock(int fd) : fd_{fd} {}
    int fd_;
};

/// What an errno means for a store: WC-STORE-DISK or WC-STORE-IO.
Error system_error(const std::string& doing, const std::string& path, int error_number);

}  // namespace watercooler::store
