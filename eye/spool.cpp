#include "eye/spool.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <watercooler/assert.hpp>

#include "message/text.hpp"

namespace watercooler::eye {
namespace {

constexpr std::uint64_t segment_bytes_min = 4 * 1024, segment_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::string_view suffix = ".eye";

/// Takes digits up to `end` from the front of a name.
std::optional<std::uint64_t> take_number(std::string_view& name, std::string_view end, int base) {
    const auto size = name.find(end);
    if (size == std::string_view::npos || size == 0) return std::nullopt;
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + size, value, base);
    if (parsed.ec != std::errc{} || parsed.ptr != name.data() + size) return std::nullopt;
    name.remove_prefix(size + end.size());
    return value;
}

std::optional<Segment> parse_name(std::string_view name) {
    const auto number = take_number(name, "-", 10), boot = take_number(name, "-", 16);
    const auto first = take_number(name, suffix, 10);
    if (!number || !boot || !first || !name.empty() || *number == 0 || *first == 0) return std::nullopt;
    return Segment{*number, BootId{*boot}, Sequence{*first}, Sequence{}, 0};
}

}  // namespace

Spool::Spool(std::string folder, std::uint64_t bytes_max, journal::Hello self)
    : folder_(std::move(folder)),
      bytes_max_(bytes_max),
      segment_bytes_(std::clamp(bytes_max / 16, segment_bytes_min, segment_bytes_max)),
      self_(std::move(self)) {
    self_.token.clear();
    look();
}

Spool::~Spool() { end_segment(); }

void Spool::look() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder{::opendir(folder_.c_str()), ::closedir};
    if (!folder) return;
    while (const auto* entry = ::readdir(folder.get())) {
        auto segment = parse_name(entry->d_name);
        struct stat status{};
        if (!segment || ::fstatat(::dirfd(folder.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (!S_ISREG(status.st_mode)) continue;
        segment->bytes = static_cast<std::uint64_t>(status.st_size);
        bytes_ += segment->bytes;
        segments_.push_back(*segment);
    }
    std::ranges::sort(segments_, {}, &Segment::number);
    if (!segments_.empty()) next_number_ = segments_.back().number + 1;
}

std::string Spool::path(const Segment& segment) const {
    char name[80];
    std::snprintf(name, sizeof name, "/%010" PRIu64 "-%016" PRIx64 "-%" PRIu64 ".eye", segment.number,
                  segment.boot.value, segment.first.value);
    return folder_ + name;
}

std::string Spool::problem(const char* doing) const {
    return std::string{"cannot "} + doing + " " + folder_ + ": " + std::strerror(errno);
}

tl::expected<void, std::string> Spool::append(const Batch& batch) {
    if (fd_ >= 0 && segments_.back().bytes >= segment_bytes_) end_segment();
    if (fd_ < 0) {
        if (auto begun = begin_segment(batch.first); !begun) return begun;
    }
    Buffer frame;
    frame.reserve(batch.bytes.size() + 16);
    journal::append_batch(frame, batch.first, batch.bytes);
    if (auto written = write(frame); !written) return written;
    segments_.back().last = batch.last;
    return {};
}

tl::expected<void, std::string> Spool::begin_segment(Sequence first) {
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) return tl::unexpected{problem("make")};
    const Segment segment{next_number_, self_.stream.boot, first, Sequence{}, 0};
    fd_ = ::open(path(segment).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd_ < 0) return tl::unexpected{problem("write to")};
    ++next_number_;
    segments_.push_back(segment);
    self_.next = first;
    Buffer head{journal::greeting.begin(), journal::greeting.end()};
    journal::append_frame(head, journal::FrameType::hello, bytes_of(journal::write(self_)));
    auto written = write(head);
    if (!written) remove(segment.number);
    return written;
}

/// All or nothing: what went only in part is cut off again, or its file is not used any more.
tl::expected<void, std::string> Spool::write(Bytes bytes) {
    auto& segment = segments_.back();
    auto put = ::write(fd_, bytes.data(), bytes.size());
    if (put >= 0 && static_cast<std::size_t>(put) == bytes.size()) {
        segment.bytes += bytes.size();
        bytes_ += bytes.size();
        return {};
    }
    if (put >= 0) errno = ENOSPC;
    auto why = problem("write to");
    if (put > 0 && ::ftruncate(fd_, static_cast<off_t>(segment.bytes)) != 0) end_segment();
    return tl::unexpected{std::move(why)};
}

void Spool::end_segment() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

std::optional<Segment> Spool::drop_for(std::size_t bytes) {
    const bool fits = bytes_ + bytes <= bytes_max_ && segments_.size() < segments_max;
    if (fits || segments_.empty()) return std::nullopt;
    const auto oldest = segments_.front();
    auto dropped = oldest;
    if (dropped.last.value == 0)  // of an earlier boot, never read
        dropped.last.value = dropped.first.value + count_events(dropped) - 1;
    remove(oldest.number);
    return dropped;
}

void Spool::remove(std::uint64_t number) {
    const auto found = std::ranges::find(segments_, number, &Segment::number);
    if (found == segments_.end()) return;
    if (fd_ >= 0 && number == segments_.back().number) end_segment();
    ::unlink(path(*found).c_str());
    bytes_ -= found->bytes;
    segments_.erase(found);
    if (segments_.empty()) ::rmdir(folder_.c_str());
}

Segment* Spool::find(BootId boot, std::uint64_t number_min) {
    const auto found = std::ranges::find_if(
        segments_, [&](const Segment& segment) { return segment.boot == boot && segment.number >= number_min; });
    return found == segments_.end() ? nullptr : &*found;
}

std::uint64_t Spool::count_events(const Segment& segment) const {
    SegmentReader reader{path(segment)};
    std::uint64_t count = 0;
    while (const auto batch = reader.next(segment.bytes)) count += batch->extent.count;
    return count;
}

SegmentReader::SegmentReader(const std::string& path)
    : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {}

SegmentReader::~SegmentReader() {
    if (fd_ >= 0) ::close(fd_);
}

std::optional<journal::Frame> SegmentReader::frame(std::uint64_t bytes) {
    while (!damaged_) {
        if (auto found = frames_.next()) return found;
        damaged_ = frames_.error().has_value() || fd_ < 0;
        if (damaged_ || read_ >= bytes) break;
        Buffer piece(static_cast<std::size_t>(std::min<std::uint64_t>(read_bytes, bytes - read_)));
        const auto got = ::pread(fd_, piece.data(), piece.size(), static_cast<off_t>(read_));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        read_ += static_cast<std::uint64_t>(got);
        frames_.add(Bytes{piece}.first(static_cast<std::size_t>(got)));
    }
    return std::nullopt;
}

bool SegmentReader::whole(Bytes batch) {
    journal::Reader reader{batch};
    while (reader.next(scratch_)) {
    }
    return !reader.error();
}

std::optional<journal::BatchFrame> SegmentReader::next(std::uint64_t bytes) {
    while (const auto found = frame(bytes)) {
        if (found->type == journal::FrameType::hello) continue;
        const auto batch = found->type == journal::FrameType::batch ? journal::read_batch(found->payload)
                                                                    : tl::unexpected{journal::DecodeError{"bad-type"}};
        if (batch && whole(batch->batch)) return *batch;
        damaged_ = true;
    }
    return std::nullopt;
}

std::optional<journal::Hello> SegmentReader::hello(std::uint64_t bytes) {
    const auto found = frame(bytes);
    if (!found || found->type != journal::FrameType::hello) return std::nullopt;
    const auto read = journal::read_hello(text_of(found->payload));
    return read ? std::optional{*read} : std::nullopt;
}

}  // namespace watercooler::eye
