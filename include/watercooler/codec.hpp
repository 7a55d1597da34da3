#pragma once

#include <memory>
#include <string>

namespace watercooler {

/// Turns messages into bytes and back: the one thing a Node must be given besides its settings. See
/// lib/message/codec.hpp.
class Codec;

/// What every datagram and stream of a club carries around its messages.
struct Envelope {
    /// Outermost header; members of another label do not hear us, nor we them. Empty = none, as older members want it.
    /// At most 255 bytes. Source: memberlist 0.3.0.
    std::string label{};
};

/// memberlist's wire with Serf's forms (docs/protocol.md). Shared, so that who holds it need not know what it is.
std::shared_ptr<const Codec> memberlist_codec(const Envelope& envelope);

}  // namespace watercooler
