#include "eye/backlog.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace watercooler::eye {

Backlog::Backlog(Spool* spool, BootId boot, std::size_t memory_bytes_max)
    : spool_(spool), boot_(boot), memory_bytes_max_(memory_bytes_max) {}

void Backlog::add(Batch batch) {
    memory_bytes_ += batch.bytes.size();
    memory_.push_back(std::move(batch));
    while (memory_bytes_ > memory_bytes_max_) {
        count_dropped(memory_.front().first, memory_.front().last);
        forget_oldest();
    }
}

void Backlog::forget_oldest() {
    memory_bytes_ -= memory_.front().bytes.size();
    memory_.pop_front();
}

void Backlog::count_dropped(Sequence first, Sequence last) {
    if (last > sent_) {
        lost_ += last.value + 1 - first.value;
        return;
    }
    if (doubtful_first_.value == 0) doubtful_first_ = first;
    doubtful_last_ = last;
}

void Backlog::count_dropped(const Segment& segment) {
    if (segment.boot == boot_) return count_dropped(segment.first, segment.last);
    lost_ += segment.last.value + 1 - segment.first.value;
}

void Backlog::welcomed(Sequence have) {
    acked(have);
    if (doubtful_first_.value != 0) lost_ += doubtful_last_.value + 1 - doubtful_first_.value;
    doubtful_first_ = doubtful_last_ = {};
    sent_ = have;
    reader_.reset();
    reader_number_ = 0;
    at_end_ = false;
}

void Backlog::acked(Sequence seq) {
    while (!memory_.empty() && memory_.front().last <= seq) forget_oldest();
    if (doubtful_last_ <= seq) doubtful_first_ = doubtful_last_ = {};
    if (doubtful_first_.value != 0) doubtful_first_.value = std::max(doubtful_first_.value, seq.value + 1);
    if (!spool_) return;
    std::vector<std::uint64_t> done;
    for (const auto& segment : spool_->segments())
        if (segment.boot == boot_ && segment.last.value != 0 && segment.last <= seq) done.push_back(segment.number);
    for (const auto number : done) spool_->remove(number);
}

std::optional<Backlog::Piece> Backlog::after(Sequence sent) {
    auto piece = after_on_disk(sent);
    if (!piece) {
        const auto found =
            std::ranges::partition_point(memory_, [&](const Batch& batch) { return batch.last <= sent; });
        if (found != memory_.end()) piece = Piece{found->first, found->last, found->bytes};
    }
    if (piece) sent_ = std::max(sent_, piece->last);
    return piece;
}

/// The segment to read in, opened.
Segment* Backlog::reading() {
    auto* segment = spool_ ? spool_->find(boot_, reader_number_) : nullptr;
    if (segment && (!reader_ || segment->number != reader_number_)) {
        reader_ = std::make_unique<SegmentReader>(spool_->path(*segment));
        reader_number_ = segment->number;
        read_last_ = {};
    }
    return segment;
}

std::optional<Backlog::Piece> Backlog::after_on_disk(Sequence sent) {
    while (auto* segment = reading()) {
        if (const auto batch = reader_->next(segment->bytes)) {
            read_last_ = batch->extent.last;
            if (batch->extent.last <= sent) continue;
            return Piece{batch->extent.first, batch->extent.last, batch->batch};
        }
        const bool last = spool_->find(boot_, segment->number + 1) == nullptr;
        if (segment->last.value == 0) segment->last = read_last_;  // of an earlier boot: known now
        if (last) break;
        reader_.reset();
        ++reader_number_;
    }
    at_end_ = true;
    return std::nullopt;
}

tl::expected<bool, std::string> Backlog::spill() {
    if (memory_.empty() || !spool_) return false;
    const auto& oldest = memory_.front();
    while (const auto dropped = spool_->drop_for(oldest.bytes.size())) count_dropped(*dropped);
    if (auto appended = spool_->append(oldest); !appended) return tl::unexpected{appended.error()};
    forget_oldest();
    return true;
}

void Backlog::discard() {
    reader_.reset();
    while (auto* segment = spool_ ? spool_->find(boot_, 0) : nullptr) spool_->remove(segment->number);
}

std::optional<journal::Hello> Backlog::hello() const {
    auto* segment = spool_ ? spool_->find(boot_, 0) : nullptr;
    if (!segment) return std::nullopt;
    return SegmentReader{spool_->path(*segment)}.hello(segment->bytes);
}

std::optional<Sequence> Backlog::first() const {
    if (const auto* segment = spool_ ? spool_->find(boot_, 0) : nullptr) return segment->first;
    if (memory_.empty()) return std::nullopt;
    return memory_.front().first;
}

}  // namespace watercooler::eye
