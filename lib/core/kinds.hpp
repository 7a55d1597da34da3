#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/messages.hpp"

namespace watercooler::core {

/// The one word for a message in `sent` and `received` events and in views; a literal.
std::string_view kind_of(const message::Message& message);
std::string_view kind_of(const message::StreamMessage& message);
/// What a datagram holds: `ping`, or `compound: ping alive*3 suspect`, in order of appearance.
std::string kinds_text(const std::vector<std::string_view>& kinds);

}  // namespace watercooler::core
