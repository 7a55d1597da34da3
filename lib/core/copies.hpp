#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/context.hpp"
#include "core/entries.hpp"
#include "core/peers.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// Why a payload is sent: each is counted apart.
enum class CopyReason { pushed, answered, synced, corrected };

/// What is held of `key` as a copy for somebody else: one telling more, and as old as it is.
message::RumorCopy copy_of(const EntryKey& key, const Entry& entry, std::uint8_t ttl, std::string_view self,
                           Instant now);
/// Names what is held of `key` without its payload.
message::RumorId id_of(const EntryKey& key, const Entry& entry);
/// An event about what `id` names.
Event about(EventKind kind, message::RumorId id);
/// True if we hold what `id` names, or something greater.
bool known(const Entries& entries, const message::RumorId& id);

bool fits_datagram(const Peers& peers, const message::Message& message);

/// Sends payloads and counts them. A few go in datagrams; many, and what fits none, in batches of at most 256 KiB by
/// stream. Returns the bytes of the messages.
std::uint64_t send_copies(Context& context, Peers& peers, std::string_view to, std::vector<message::RumorCopy> copies,
                          CopyReason reason);

/// `whole` without its list, then with as much of the list as fits one datagram, as often as it takes. At least one
/// item goes into each, whatever its size.
template <class Message, class Item>
std::vector<message::Message> in_datagrams(const Peers& peers, const Message& whole,
                                           std::vector<Item> Message::* list) {
    constexpr std::size_t length_growth = 12;  // the list's and the message's own length fields grow with the list
    auto part = whole;
    (part.*list).clear();
    auto alone = part;
    const auto empty = peers.encoded_size(part);
    auto bytes = empty + length_growth;
    std::vector<message::Message> result;
    for (const auto& item : whole.*list) {
        alone.*list = {item};
        const auto size = peers.encoded_size(alone) - empty;
        if (!(part.*list).empty() && bytes + size > peers.datagram_room()) {
            result.emplace_back(part);
            (part.*list).clear();
            bytes = empty + length_growth;
        }
        (part.*list).push_back(item);
        bytes += size;
    }
    if (!(part.*list).empty()) result.emplace_back(std::move(part));
    return result;
}

}  // namespace watercooler::core
