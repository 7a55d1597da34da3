#pragma once

#include <string>

#include "http/message.hpp"

namespace watercooler::http {

/// How one answer ends, besides its content.
struct Framing {
    bool keep_alive;
    bool head;  ///< The length is told, the body is not sent.
};

/// The bytes of an answer, with the headers that every answer of ours carries.
std::string response_text(const Response& response, Framing framing);

/// The safety headers that every answer carries, a WebSocket's included.
const std::vector<Field>& safety_headers();

}  // namespace watercooler::http
