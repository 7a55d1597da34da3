#include "journal/journal.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::journal {
namespace {

enum Field : std::uint32_t {
    time_field = 1u << 0,
    cause_field = 1u << 1,
    peer_field = 1u << 2,
    bytes_field = 1u << 3,
    packet_field = 1u << 4,
    reason_field = 1u << 5,
    uuid_field = 1u << 6,
    origin_field = 1u << 7,
    key_field = 1u << 8,
    version_field = 1u << 9,
    hop_field = 1u << 10,
    incarnation_field = 1u << 11,
    count_field = 1u << 12,
    value_field = 1u << 13,
    all_fields = (1u << 14) - 1,
};

constexpr std::size_t fixed_bytes = 7;        // version, bytes, count
constexpr std::size_t event_bytes_max = 160;  // without the texts' own bytes
constexpr std::size_t table_text_bytes_max = 64;
constexpr std::size_t table_places_max = 1024;
constexpr std::size_t slot_count = 2 * table_places_max;  // a power of two

std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}
std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1) ^ (value & 1 ? ~std::uint64_t{0} : 0));
}
// Differences may leave the range: they wrap there and back.
std::int64_t minus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

std::int64_t nanoseconds(Instant time) { return time.time_since_epoch().count(); }

std::uint8_t* write_number(std::uint8_t* to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *to++ = static_cast<std::uint8_t>(value | 0x80);
    *to++ = static_cast<std::uint8_t>(value);
    return to;
}

template <class Number>
std::uint8_t* write_big_endian(std::uint8_t* to, Number value) {
    for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8)
        *to++ = static_cast<std::uint8_t>(value >> shift);
    return to;
}

std::uint64_t read_big_endian(const std::uint8_t* from, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | from[i];
    return value;
}

std::string_view clipped(const std::string& text) { return std::string_view{text}.substr(0, text_bytes_max); }

std::string_view view(const Uuid& uuid) {
    return {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()};
}

std::size_t texts_bytes(const Event& event) {
    return clipped(event.peer).size() + clipped(event.reason).size() + clipped(event.origin).size() +
           clipped(event.key).size() + clipped(event.value).size();
}

std::uint32_t fields_of(const Event& event) {
    std::uint32_t present = 0;
    const auto mark = [&](bool is, Field field) {
        if (is) present |= field;
    };
    mark(event.cause.value != 0, cause_field);
    mark(!event.peer.empty(), peer_field);
    mark(event.bytes.has_value(), bytes_field);
    mark(event.packet.has_value(), packet_field);
    mark(!event.reason.empty(), reason_field);
    mark(event.uuid != Uuid{}, uuid_field);
    mark(!event.origin.empty(), origin_field);
    mark(!event.key.empty(), key_field);
    mark(event.version.has_value(), version_field);
    mark(event.hop.has_value(), hop_field);
    mark(event.incarnation.has_value(), incarnation_field);
    mark(event.count.has_value(), count_field);
    mark(!event.value.empty(), value_field);
    return present;
}

/// The numbers of a batch's head; `at` is left behind it.
struct Head {
    Extent extent;
    std::int64_t wall = 0, protocol = 0;
};

/// Errors: a reason, or null.
const char* read_number(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& into) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (at == end) return "truncated";
        const std::uint64_t byte = *at++;
        if (shift == 63 && byte > 1) return "bad-number";
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            into = value;
            return nullptr;
        }
    }
    return "bad-number";
}

const char* read_head(const std::uint8_t*& at, const std::uint8_t* end, Head& head) {
    const auto* begin = at;
    const auto available = static_cast<std::size_t>(end - at);
    if (available > 0 && *at != batch_version) return "bad-version";
    if (available < fixed_bytes) return "truncated";
    head.extent.bytes = read_big_endian(at + 1, 4);
    head.extent.count = static_cast<std::uint32_t>(read_big_endian(at + 5, 2));
    if (head.extent.bytes < fixed_bytes || head.extent.bytes > batch_bytes_max) return "bad-length";
    if (head.extent.count == 0 || head.extent.count > batch_events_max) return "bad-count";
    if (head.extent.bytes > available) return "truncated";
    end = begin + head.extent.bytes;
    at += fixed_bytes;
    std::uint64_t wall = 0, protocol = 0;
    for (auto* into : {&head.extent.first.value, &wall, &protocol})
        if (const auto* wrong = read_number(at, end, *into)) return wrong;
    head.wall = unzigzag(wall);
    head.protocol = unzigzag(protocol);
    head.extent.last.value = head.extent.first.value + head.extent.count - 1;
    if (head.extent.first.value == 0 || head.extent.last.value < head.extent.first.value) return "bad-seq";
    if (static_cast<std::size_t>(end - at) < std::size_t{2} * head.extent.count) return "bad-count";
    return nullptr;
}

}  // namespace

Encoder::Encoder(std::size_t bytes_max) : bytes_max_(bytes_max) { WATERCOOLER_ASSERT(bytes_max <= batch_bytes_max); }

bool Encoder::add(const Event& event, std::int64_t wall_time_ns) {
    WATERCOOLER_ASSERT(event.seq.value != 0 && (empty() || event.seq.value == last().value + 1));
    const auto bytes_most = event_bytes_max + texts_bytes(event);
    if (!empty() && (count_ == batch_events_max || out_.size() + bytes_most > bytes_max_)) return false;
    if (empty()) begin(event, wall_time_ns);
    const auto before = out_.size();
    out_.resize(before + bytes_most);
    const auto* end = write_event(out_.data() + before, event, wall_time_ns);
    out_.resize(static_cast<std::size_t>(end - out_.data()));
    ++count_;
    return true;
}

void Encoder::begin(const Event& event, std::int64_t wall_time_ns) {
    first_ = event.seq;
    wall_ = wall_time_ns;
    protocol_ = nanoseconds(event.protocol_time);
    slots_.assign(slot_count, 0);
    places_.clear();
    std::uint8_t head[fixed_bytes + 30];
    auto* to = write_number(head + fixed_bytes, first_.value);
    to = write_number(to, zigzag(wall_));
    to = write_number(to, zigzag(protocol_));
    out_.assign(head, to);
}

std::uint8_t* Encoder::write_event(std::uint8_t* to, const Event& event, std::int64_t wall_time_ns) {
    const auto protocol_moved = minus(nanoseconds(event.protocol_time), protocol_);
    const auto wall_moved = minus(wall_time_ns, wall_);
    auto present = fields_of(event);
    if (protocol_moved != 0 || wall_moved != 0) present |= time_field;
    *to++ = static_cast<std::uint8_t>(event.kind);
    to = write_number(to, present);
    if (present & time_field) {
        to = write_number(to, zigzag(protocol_moved));
        to = write_number(to, zigzag(minus(wall_moved, protocol_moved)));
        protocol_ = nanoseconds(event.protocol_time);
        wall_ = wall_time_ns;
    }
    if (present & cause_field) to = write_number(to, event.seq.value - event.cause.value);
    if (present & peer_field) to = write_text(to, clipped(event.peer));
    if (present & bytes_field) to = write_number(to, *event.bytes);
    if (present & packet_field) to = write_big_endian(to, event.packet->value);
    if (present & reason_field) to = write_text(to, clipped(event.reason));
    if (present & uuid_field) to = write_text(to, view(event.uuid));
    if (present & origin_field) to = write_text(to, clipped(event.origin));
    if (present & key_field) to = write_text(to, clipped(event.key));
    if (present & version_field) to = write_number(to, event.version->value);
    if (present & hop_field) to = write_number(to, *event.hop);
    if (present & incarnation_field) to = write_number(to, event.incarnation->value);
    if (present & count_field) to = write_number(to, *event.count);
    if (present & value_field) to = write_text(to, clipped(event.value));
    return to;
}

std::uint8_t* Encoder::write_text(std::uint8_t* to, std::string_view text) {
    const bool for_table = text.size() <= table_text_bytes_max;
    const auto hash = for_table ? static_cast<std::uint32_t>(std::hash<std::string_view>{}(text)) : 0;
    auto slot = hash % slot_count;
    for (; for_table && slots_[slot] != 0; slot = (slot + 1) % slot_count) {
        const auto index = slots_[slot] - 1u;
        const auto& place = places_[index];
        if (place.hash == hash && place.bytes == text.size() &&
            std::memcmp(out_.data() + place.offset, text.data(), text.size()) == 0)
            return write_number(to, 2 * std::uint64_t{index} + 1);
    }
    to = write_number(to, 2 * std::uint64_t{text.size()});
    if (for_table && places_.size() < table_places_max) {
        places_.push_back(
            {hash, static_cast<std::uint32_t>(to - out_.data()), static_cast<std::uint32_t>(text.size())});
        slots_[slot] = static_cast<std::uint16_t>(places_.size());
    }
    return std::copy(text.begin(), text.end(), to);
}

Buffer Encoder::take() {
    WATERCOOLER_ASSERT(!empty() && out_.size() <= batch_bytes_max);
    out_[0] = batch_version;
    write_big_endian(out_.data() + 1, static_cast<std::uint32_t>(out_.size()));
    write_big_endian(out_.data() + 5, static_cast<std::uint16_t>(count_));
    count_ = 0;
    return std::exchange(out_, {});
}

Buffer encode(std::span<const Stamped> events) {
    Encoder encoder;
    for (const auto& [event, wall_time_ns] : events) {
        const bool fits = encoder.add(event, wall_time_ns);
        WATERCOOLER_ASSERT(fits);
    }
    return encoder.take();
}

tl::expected<Extent, DecodeError> extent(Bytes batches) {
    const auto* at = batches.data();
    Head head;
    if (const auto* wrong = read_head(at, at + batches.size(), head)) return tl::unexpected{DecodeError{wrong}};
    return head.extent;
}

void Reader::restart(Bytes batches) {
    at_ = batch_end_ = batches.data();
    end_ = at_ + batches.size();
    left_ = 0;
    error_.reset();
}

bool Reader::damaged(const char* reason) {
    if (!error_) error_ = DecodeError{reason};
    return false;
}

bool Reader::open_batch() {
    Head head;
    const auto* begin = at_;
    if (const auto* wrong = read_head(at_, end_, head)) return damaged(wrong);
    batch_end_ = begin + head.extent.bytes;
    left_ = head.extent.count;
    seq_ = head.extent.first.value;
    wall_ = head.wall;
    protocol_ = head.protocol;
    table_.clear();
    return true;
}

// ---- pieces of an event. A third of the time that reading takes goes into calling them, unless they are inlined. ----

[[gnu::always_inline]] inline bool Reader::number(std::uint64_t& into) {
    if (at_ != batch_end_ && *at_ < 0x80) {  // most are small
        into = *at_++;
        return true;
    }
    const auto* wrong = read_number(at_, batch_end_, into);
    return wrong == nullptr || damaged(wrong);
}

[[gnu::always_inline]] inline bool Reader::small_number(std::uint32_t& into) {
    std::uint64_t value = 0;
    if (!number(value)) return false;
    into = static_cast<std::uint32_t>(value);
    return into == value || damaged("bad-number");
}

[[gnu::always_inline]] inline bool Reader::signed_number(std::int64_t& into) {
    std::uint64_t value = 0;
    if (!number(value)) return false;
    into = unzigzag(value);
    return true;
}

[[gnu::always_inline]] inline bool Reader::word(std::uint64_t& into) {
    if (batch_end_ - at_ < 8) return damaged("truncated");
    into = read_big_endian(at_, 8);
    at_ += 8;
    return true;
}

[[gnu::always_inline]] inline bool Reader::text(std::string_view& into) {
    std::uint64_t n = 0;
    if (!number(n)) return false;
    if (n & 1) {
        if (n / 2 >= table_.size()) return damaged("bad-text");
        into = table_[n / 2];
        return true;
    }
    const auto bytes = n / 2;
    if (bytes > text_bytes_max) return damaged("bad-text");
    if (bytes > static_cast<std::size_t>(batch_end_ - at_)) return damaged("truncated");
    into = {reinterpret_cast<const char*>(at_), bytes};
    at_ += bytes;
    if (bytes <= table_text_bytes_max && table_.size() < table_places_max) table_.push_back(into);
    return true;
}

bool Reader::text(std::string& into) {
    std::string_view value;
    if (!text(value)) return false;
    into.assign(value);
    return true;
}

[[gnu::always_inline]] inline bool Reader::uuid(Uuid& into) {
    std::string_view value;
    if (!text(value)) return false;
    if (value.size() != into.bytes.size()) return damaged("bad-text");
    std::memcpy(into.bytes.data(), value.data(), value.size());
    return true;
}

[[gnu::always_inline]] inline bool Reader::time() {
    std::int64_t protocol_moved = 0, wall_moved_more = 0;
    if (!signed_number(protocol_moved) || !signed_number(wall_moved_more)) return false;
    protocol_ = plus(protocol_, protocol_moved);
    wall_ = plus(wall_, plus(protocol_moved, wall_moved_more));
    return true;
}

// ---- events ----

bool Reader::open_event(EventKind& kind, std::uint64_t& present) {
    if (error_) return false;
    if (left_ == 0 && (at_ == end_ || !open_batch())) return false;
    if (at_ == batch_end_) return damaged("truncated");
    const auto number_of_kind = *at_++;
    if (number_of_kind >= event_kind_count) return damaged("bad-kind");
    kind = static_cast<EventKind>(number_of_kind);
    if (!number(present)) return false;
    return (present & ~std::uint64_t{all_fields}) == 0 || damaged("bad-field");
}

bool Reader::close_event() {
    ++seq_;
    return --left_ != 0 || at_ == batch_end_ || damaged("bad-length");
}

bool Reader::next(Stamped& into) {
    std::uint64_t present = 0;
    return open_event(into.event.kind, present) && read_fields(present, into) && close_event();
}

bool Reader::next_of(const Uuid& wanted, Stamped& into) {
    WATERCOOLER_ASSERT(wanted != Uuid{});
    for (std::uint64_t present = 0; open_event(into.event.kind, present);) {
        const auto begin = mark();
        Uuid uuid{};
        if (!pass_fields(present, uuid)) return false;
        const bool found = uuid == wanted;
        if (found) go_back(begin);
        if (found && !read_fields(present, into)) return false;
        if (!close_event()) return false;
        if (found) return true;
    }
    return false;
}

void Reader::go_back(const Mark& mark) {
    at_ = mark.at;
    wall_ = mark.wall;
    protocol_ = mark.protocol;
    table_.resize(mark.table);
}

namespace {

/// Reads one field if it is there, else makes it empty.
template <class Value, class Read>
bool take(bool present, Value& into, const Read& read) {
    if (present) return read(into);
    if constexpr (requires { into.clear(); })
        into.clear();
    else
        into = {};
    return true;
}

}  // namespace

bool Reader::read_fields(std::uint64_t present, Stamped& into) {
    auto& event = into.event;
    event.seq = {seq_};
    const auto has = [present](Field field) { return (present & field) != 0; };
    const auto texts = [this](std::string& value) { return text(value); };
    const auto causes = [this](Sequence& value) {
        std::uint64_t back = 0;
        if (!number(back)) return false;
        value = {seq_ - back};
        return true;
    };
    const auto numbers = [this](std::optional<std::uint64_t>& value) { return number(value.emplace()); };
    const auto packets = [this](std::optional<PacketHash>& value) { return word(value.emplace().value); };
    const auto versions = [this](std::optional<Version>& value) { return number(value.emplace().value); };
    const auto hops = [this](std::optional<std::uint32_t>& value) { return small_number(value.emplace()); };
    const auto incarnations = [this](std::optional<Incarnation>& value) { return small_number(value.emplace().value); };
    if (has(time_field) && !time()) return false;
    event.protocol_time = Instant{Duration{protocol_}};
    into.wall_time_ns = wall_;
    return take(has(cause_field), event.cause, causes) && take(has(peer_field), event.peer, texts) &&
           take(has(bytes_field), event.bytes, numbers) && take(has(packet_field), event.packet, packets) &&
           take(has(reason_field), event.reason, texts) &&
           take(has(uuid_field), event.uuid, [this](Uuid& value) { return uuid(value); }) &&
           take(has(origin_field), event.origin, texts) && take(has(key_field), event.key, texts) &&
           take(has(version_field), event.version, versions) && take(has(hop_field), event.hop, hops) &&
           take(has(incarnation_field), event.incarnation, incarnations) &&
           take(has(count_field), event.count, numbers) && take(has(value_field), event.value, texts);
}

bool Reader::pass_fields(std::uint64_t present, Uuid& uuid_found) {
    std::uint64_t some_number = 0;
    std::string_view some_text;
    const auto has = [present](Field field) { return (present & field) != 0; };
    const auto numbers = [&](Field field) { return !has(field) || number(some_number); };
    const auto texts = [&](Field field) { return !has(field) || text(some_text); };
    return (!has(time_field) || time()) && numbers(cause_field) && texts(peer_field) && numbers(bytes_field) &&
           (!has(packet_field) || word(some_number)) && texts(reason_field) && (!has(uuid_field) || uuid(uuid_found)) &&
           texts(origin_field) && texts(key_field) && pass_numbers(present) && texts(value_field);
}

bool Reader::pass_numbers(std::uint64_t present) {
    std::uint64_t large = 0;
    std::uint32_t small = 0;
    const auto has = [present](Field field) { return (present & field) != 0; };
    return (!has(version_field) || number(large)) && (!has(hop_field) || small_number(small)) &&
           (!has(incarnation_field) || small_number(small)) && (!has(count_field) || number(large));
}

tl::expected<std::vector<Stamped>, DecodeError> decode(Bytes batches) {
    std::vector<Stamped> events;
    if (const auto first = extent(batches)) events.reserve(first->count);
    Reader reader{batches};
    for (Stamped event; reader.next(event);) events.push_back(event);
    if (reader.error()) return tl::unexpected{*reader.error()};
    return events;
}

}  // namespace watercooler::journal
