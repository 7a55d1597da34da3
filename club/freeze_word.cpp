#include "club/freeze_word.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>
#include <watercooler/assert.hpp>

#include "club/file_lock.hpp"

namespace watercooler::club {

/// Append-only: members of all ages map it.
struct FreezePage::Page {
    std::uint64_t magic;      // "WCFREEZ1"; 0 in a page that was never used
    std::uint64_t boot[2];    // digest of the boot id that the times below belong to
    std::uint64_t word;       // FreezeWord
    std::uint64_t thaw_at;    // nanoseconds since boot; 0 = never
    std::uint64_t frozen_at;  // nanoseconds since boot
};

namespace {

using Atomic = std::atomic_ref<std::uint64_t>;
static_assert(Atomic::is_always_lock_free, "a lock inside one process would freeze nobody else");

constexpr std::size_t page_bytes = 4096;
constexpr std::uint64_t magic = 0x315a454552464357;  // "WCFREEZ1" as little-endian bytes
constexpr auto patience = std::chrono::seconds{5};

/// A boot id as two numbers.
std::pair<std::uint64_t, std::uint64_t> digest(const std::string& boot) {
    std::uint64_t high = 0xcbf29ce484222325, low = 0x9e3779b97f4a7c15;
    for (const char c : boot) {
        high = (high ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        low = (low + static_cast<unsigned char>(c)) * 0xff51afd7ed558ccd;
    }
    return {high, low};
}

/// The file at its full size, every byte of it on the disk: a store into the page can never meet a full disk.
Expected<void> preallocate(int fd, const std::string& path) {
    struct stat status{};
    if (::fstat(fd, &status) != 0) return failed("look at", path, errno);
    if (status.st_size >= static_cast<off_t>(page_bytes)) return {};
    if (const int error = ::posix_fallocate(fd, 0, page_bytes); error != 0) return failed("make", path, error);
    return {};
}

std::uint64_t nanoseconds(BootTime time) { return static_cast<std::uint64_t>(time.count()); }

/// Applies `change` to what the word is at that moment; nothing from `change` means: leave it.
template <class Change>
std::optional<FreezeWord> exchange(std::uint64_t& word, Change change) {
    Atomic atomic{word};
    auto seen = atomic.load(std::memory_order_acquire);
    for (;;) {
        const std::optional<FreezeWord> wanted = change(unpack(seen));
        if (!wanted) return {};
        if (atomic.compare_exchange_weak(seen, pack(*wanted), std::memory_order_acq_rel)) return wanted;
    }
}

}  // namespace

std::uint64_t pack(const FreezeWord& word) {
    WATERCOOLER_ASSERT(word.steps <= steps_max && word.epoch <= 0xffffff);
    return std::uint64_t{word.frozen} | std::uint64_t{word.steps} << 1 | std::uint64_t{word.renewals} << 32 |
           std::uint64_t{word.epoch} << 40;
}

FreezeWord unpack(std::uint64_t bits) {
    return {.frozen = (bits & 1) != 0,
            .steps = static_cast<std::uint32_t>(bits >> 1) & steps_max,
            .renewals = static_cast<std::uint8_t>(bits >> 32),
            .epoch = static_cast<std::uint32_t>(bits >> 40)};
}

FreezeWord frozen_again(FreezeWord word) {
    if (word.frozen) {
        ++word.renewals;
        return word;
    }
    return {.frozen = true, .steps = 0, .renewals = 0, .epoch = (word.epoch + 1) & 0xffffff};
}

FreezeWord thawed(FreezeWord word) {
    word.frozen = false;
    return word;
}

std::optional<FreezeWord> stepped(FreezeWord word, std::uint32_t n) {
    if (!word.frozen || n > steps_max - word.steps) return {};
    word.steps += n;
    return word;
}

Expected<FreezePage> FreezePage::map(const std::string& path, const std::string& boot) {
    // The lock only orders those who find a new page or one of another boot; no freeze ever waits for it.
    const auto lock = FileLock::lock(path, FileLock::Mode::exclusive, patience);
    if (!lock) return tl::unexpected{lock.error()};
    const UniqueFd fd{::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC)};
    if (!fd) return failed("open", path, errno);
    if (const auto there = preallocate(fd.get(), path); !there) return tl::unexpected{there.error()};
    void* memory = ::mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (memory == MAP_FAILED) return failed("map", path, errno);
    FreezePage page{static_cast<Page*>(memory)};
    const auto found = Atomic{page.page_->magic}.load();
    if (found != magic && found != 0) {
        return failed("WC-CLUB-DAMAGED", path + " is no freeze page", "stop the club, then run: watercooler clean");
    }
    const auto [high, low] = digest(boot);
    if (found == 0 || page.page_->boot[0] != high || page.page_->boot[1] != low) {
        page.thaw();
        page.page_->boot[0] = high;
        page.page_->boot[1] = low;
        Atomic{page.page_->magic}.store(magic);
    }
    return page;
}

FreezePage::FreezePage(FreezePage&& other) noexcept : page_{std::exchange(other.page_, nullptr)} {}

FreezePage& FreezePage::operator=(FreezePage&& other) noexcept {
    std::swap(page_, other.page_);
    return *this;
}

FreezePage::~FreezePage() {
    if (page_) ::munmap(page_, page_bytes);
}

FreezeWord FreezePage::load() const { return unpack(Atomic{page_->word}.load(std::memory_order_acquire)); }

FreezeWord FreezePage::look(BootTime now) {
    const auto bits = Atomic{page_->word}.load(std::memory_order_acquire);
    const auto word = unpack(bits);
    if (!word.frozen) return word;
    const auto end = thaw_at();
    if (!end || now < *end) return word;
    // Only this very freeze, as it was renewed last: if anybody changed the word meanwhile, his change holds.
    auto expected = bits;
    Atomic{page_->word}.compare_exchange_strong(expected, pack(thawed(word)), std::memory_order_acq_rel);
    return load();
}

FreezeWord FreezePage::freeze(BootTime now, std::optional<BootTime> thaw_at) {
    Atomic{page_->thaw_at}.store(thaw_at ? nanoseconds(*thaw_at) : 0, std::memory_order_release);
    const auto word = exchange(page_->word, [&](FreezeWord seen) -> std::optional<FreezeWord> {
        if (!seen.frozen) Atomic{page_->frozen_at}.store(nanoseconds(now), std::memory_order_release);
        return frozen_again(seen);
    });
    return *word;
}

FreezeWord FreezePage::thaw() {
    return *exchange(page_->word, [](FreezeWord seen) -> std::optional<FreezeWord> { return thawed(seen); });
}

std::optional<FreezeWord> FreezePage::step(std::uint32_t n) {
    return exchange(page_->word, [&](FreezeWord seen) { return stepped(seen, n); });
}

std::optional<BootTime> FreezePage::thaw_at() const {
    const auto at = Atomic{page_->thaw_at}.load(std::memory_order_acquire);
    if (at == 0) return {};
    return BootTime{static_cast<BootTime::rep>(at)};
}

BootTime FreezePage::frozen_at() const {
    return BootTime{static_cast<BootTime::rep>(Atomic{page_->frozen_at}.load(std::memory_order_acquire))};
}

}  // namespace watercooler::club
