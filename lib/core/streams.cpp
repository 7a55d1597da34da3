#include "core/streams.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "core/hash.hpp"
#include "core/kinds.hpp"

namespace watercooler::core {
namespace {

std::string subject_of(StreamId id) { return std::to_string(id.value); }

}  // namespace

Stream& Streams::add(Context& context, Stream stream, std::string_view what) {
    stream.cause =
        context.emit({.kind = EventKind::stream_opened, .peer = stream.peer.peer, .reason = std::string{what}});
    if (stream.purpose == Stream::Purpose::accepted) ++accepted_;
    context.timers.arm(context.now + settings_.stream_timeout, TimerKind::stream, subject_of(stream.id), stream.cause);
    return streams_.insert_or_assign(stream.id, std::move(stream)).first->second;
}

bool Streams::open(Context& context, const Opening& opening, const message::StreamMessage& message) {
    if (streams_.size() >= count_max) {
        ++context.totals.queue_drops;
        context.emit({.kind = EventKind::dropped, .peer = opening.peer.peer, .reason = "too-many-streams"});
        return false;
    }
    Stream stream;
    stream.id = StreamId{2 * opened_++ + 1};
    stream.purpose = opening.purpose;
    stream.peer = opening.peer;
    stream.join = opening.join;
    stream.sequence = opening.sequence;
    auto& added = add(context, std::move(stream), kind_of(message));
    auto after = context.because(added.cause);
    write(after, added, message);
    return true;
}

void Streams::write(Context& context, Stream& stream, const message::StreamMessage& message) {
    const auto ours = stream.purpose != Stream::Purpose::accepted;
    auto bytes = codec_.encode_stream(message, ours);
    stream.bytes += bytes.size();
    context.totals.bytes_out += bytes.size();
    context.emit({.kind = EventKind::sent,
                  .peer = stream.peer.peer,
                  .bytes = bytes.size(),
                  .packet = PacketHash{Hash{}.bytes(bytes).value()},
                  .reason = std::string{kind_of(message)}});
    if (ours) {
        context.out.streams.emplace_back(OpenStream{stream.id, stream.peer.address, std::move(bytes)});
    } else {
        context.out.streams.emplace_back(WriteStream{stream.id, std::move(bytes)});
    }
}

void Streams::accept(Context& context, StreamId id, const Address& from) {
    if (accepted_ >= accepted_max || streams_.size() >= count_max || streams_.contains(id)) {
        ++context.totals.queue_drops;
        context.emit({.kind = EventKind::dropped, .peer = to_text(from), .reason = "too-many-streams"});
        context.out.streams.emplace_back(CloseStream{id});
        return;
    }
    Stream stream;
    stream.id = id;
    stream.peer = {from, to_text(from)};
    add(context, std::move(stream), "accepted");
}

void Streams::input(Context& context, StreamId id, const StreamInput& input) {
    if (const auto* accepted = std::get_if<StreamAccepted>(&input)) return accept(context, id, accepted->from);
    const auto place = streams_.find(id);
    if (place == streams_.end()) return;  // closed while this was under way
    auto& stream = place->second;
    auto after = context.because(stream.cause);
    if (const auto* arrived = std::get_if<StreamData>(&input)) return data(after, stream, arrived->bytes);
    if (const auto* failed = std::get_if<StreamFailed>(&input)) {
        return over(after, id, {.reason = failed->reason, .failed = true, .by_driver = true});
    }
    // Who reads a user message says nothing: its end is our answer.
    const auto user = stream.purpose == Stream::Purpose::user;
    over(after, id, {.reason = user ? "done" : "ended", .failed = !user});
}

void Streams::data(Context& context, Stream& stream, Bytes bytes) {
    context.totals.bytes_in += bytes.size();
    stream.bytes += bytes.size();
    stream.input.insert(stream.input.end(), bytes.begin(), bytes.end());
    held_bytes_ += bytes.size();
    if (held_bytes_ > held_bytes_max) {
        ++context.totals.queue_drops;
        context.emit({.kind = EventKind::dropped, .peer = stream.peer.peer, .reason = "too-many-stream-bytes"});
        return over(context, stream.id, {.reason = "too-many-bytes", .failed = true});
    }
    if (stream.input.size() >= stream.bytes_min) read(context, stream);
}

void Streams::read(Context& context, Stream& stream) {
    const auto decoded = codec_.decode_stream(stream.input, stream.purpose == Stream::Purpose::accepted);
    if (!decoded) return unreadable(context, stream, decoded.error().reason);
    if (const auto* more = std::get_if<StreamRead::NeedMore>(&decoded->value)) {
        stream.bytes_min = std::max(more->bytes_min, stream.input.size() + 1);
        return;
    }
    const auto& whole = std::get<StreamRead::Whole>(decoded->value);
    auto after = context.because(
        context.emit({.kind = EventKind::received,
                      .peer = stream.peer.peer,
                      .bytes = whole.consumed,
                      .packet = PacketHash{Hash{}.bytes(Bytes{stream.input}.first(whole.consumed)).value()},
                      .reason = std::string{kind_of(whole.message)}}));
    held_bytes_ -= stream.input.size();
    stream.input.clear();
    const auto id = stream.id;
    handler_.message(after, stream, whole.message);
    if (streams_.contains(id)) over(after, id, {.reason = "done"});
}

void Streams::unreadable(Context& context, Stream& stream, const std::string& reason) {
    auto after = context.because(
        context.emit({.kind = EventKind::dropped, .peer = stream.peer.peer, .reason = "stream: " + reason}));
    if (stream.purpose == Stream::Purpose::accepted) write(after, stream, message::StreamError{reason});
    over(after, stream.id, {.reason = reason, .failed = true});
}

/// The stream is no more. The handler hears of those of ours that failed.
void Streams::over(Context& context, StreamId id, const End& end) {
    const auto gone = std::move(streams_.extract(id).mapped());
    if (gone.purpose == Stream::Purpose::accepted) --accepted_;
    held_bytes_ -= gone.input.size();
    context.cancel(TimerKind::stream, subject_of(gone.id));
    if (!end.by_driver) context.out.streams.emplace_back(CloseStream{gone.id});
    auto after = context.because(context.emit(
        {.kind = EventKind::stream_closed, .peer = gone.peer.peer, .bytes = gone.bytes, .reason = end.reason}));
    if (end.failed && gone.purpose != Stream::Purpose::accepted) handler_.failed(after, gone, end.reason);
}

void Streams::timer(Context& context, const std::string& subject) {
    std::uint64_t id = 0;
    std::from_chars(subject.data(), subject.data() + subject.size(), id);
    if (streams_.contains(StreamId{id})) over(context, StreamId{id}, {.reason = "timeout", .failed = true});
}

void Streams::drop(Context& context, Stream::Purpose purpose) {
    std::vector<StreamId> ids;
    for (const auto& [id, stream] : streams_) {
        if (stream.purpose == purpose) ids.push_back(id);
    }
    for (const auto id : ids) over(context, id, {.reason = "no longer needed"});
}

bool Streams::busy_with(const Address& address) const {
    return std::any_of(streams_.begin(), streams_.end(), [&](const auto& row) {
        return row.second.purpose == Stream::Purpose::push_pull && same_place(row.second.peer.address, address);
    });
}

}  // namespace watercooler::core
