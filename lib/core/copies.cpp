#include "core/copies.hpp"

#include <chrono>
#include <limits>
#include <tuple>
#include <utility>

namespace watercooler::core {
namespace {

constexpr std::size_t batch_bytes_max = 256 * 1024;
/// Up to this many datagrams, a stream would cost more than it saves.
constexpr std::size_t datagrams_max = 4;

std::uint64_t& counter(Totals& totals, CopyReason reason) {
    switch (reason) {
        case CopyReason::pushed:
            return totals.copies_pushed;
        case CopyReason::answered:
            return totals.copies_answered;
        case CopyReason::synced:
            return totals.copies_synced;
        case CopyReason::corrected:
            break;
    }
    return totals.copies_corrected;
}

std::uint32_t one_more(std::uint32_t hops) {
    return hops == std::numeric_limits<std::uint32_t>::max() ? hops : hops + 1;
}

/// Collects messages, and copies that go together until they are enough for a batch.
class Parcel {
public:
    explicit Parcel(std::string_view self) { batch_.from = self; }

    void alone(message::RumorCopy copy) { messages_.emplace_back(std::move(copy)); }
    void together(message::RumorCopy copy, std::size_t bytes) {
        if (bytes_ + bytes > batch_bytes_max) close();
        batch_.rumors.push_back(std::move(copy));
        bytes_ += bytes;
    }
    std::vector<message::Message> take() {
        close();
        return std::move(messages_);
    }

private:
    void close() {
        if (batch_.rumors.empty()) return;
        messages_.emplace_back(batch_);
        batch_.rumors.clear();
        bytes_ = 0;
    }

    std::vector<message::Message> messages_;
    message::RumorBatch batch_;
    std::size_t bytes_ = 0;
};

}  // namespace

message::RumorCopy copy_of(const EntryKey& key, const Entry& entry, std::uint8_t ttl, std::string_view self,
                           Instant now) {
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - entry.said_at).count();
    message::RumorCopy copy;
    copy.rumor = {.uuid = entry.uuid,
                  .name = key.origin,
                  .address = entry.address,
                  .port = entry.port,
                  .key = key.key,
                  .version = entry.version,
                  .ttl = ttl,
                  .payload = entry.value};
    copy.hops = one_more(entry.hops);
    copy.from = self;
    copy.age_ms = age > 0 ? static_cast<std::uint64_t>(age) : 0;
    return copy;
}

message::RumorId id_of(const EntryKey& key, const Entry& entry) {
    return {entry.uuid, key.origin, key.key, entry.version};
}

Event about(EventKind kind, message::RumorId id) {
    Event event;
    event.kind = kind;
    event.uuid = id.uuid;
    event.origin = std::move(id.name);
    event.key = std::move(id.key);
    event.version = id.version;
    return event;
}

bool known(const Entries& entries, const message::RumorId& id) {
    const auto* held = entries.find({id.name, id.key});
    return held && std::tie(held->version, held->uuid) >= std::tie(id.version, id.uuid);
}

bool fits_datagram(const Peers& peers, const message::Message& message) {
    return peers.encoded_size(message) <= peers.datagram_room();
}

std::uint64_t send_copies(Context& context, Peers& peers, std::string_view to, std::vector<message::RumorCopy> copies,
                          CopyReason reason) {
    if (copies.empty()) return 0;
    context.totals.payload_copies += copies.size();
    counter(context.totals, reason) += copies.size();

    std::vector<std::size_t> sizes;
    std::uint64_t total = 0;
    for (const auto& copy : copies) total += sizes.emplace_back(peers.encoded_size(copy));
    const auto room = peers.datagram_room();
    const bool many = total > datagrams_max * room;
    Parcel parcel{peers.self()};
    for (std::size_t at = 0; at < copies.size(); ++at) {
        if (copies.size() == 1 || (!many && sizes[at] <= room)) {
            parcel.alone(std::move(copies[at]));
        } else {
            parcel.together(std::move(copies[at]), sizes[at]);
        }
    }
    peers.send(context, to, parcel.take());
    return total;
}

}  // namespace watercooler::core
