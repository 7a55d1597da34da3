#pragma once

// For tests: decoded messages as the trees that the vectors expect.
#include <boost/json.hpp>

#include "message/codec.hpp"

namespace watercooler::wire {

boost::json::value tree(const message::Message& message);
boost::json::value tree(const message::StreamMessage& message);
boost::json::value tree(const message::SerfState& state);
/// What stands under `meta`: the magic byte if there is one, and the tags.
boost::json::value tree_of_meta(Bytes meta);

/// The messages of an expected tree, in order, without the layers around them, and without what only a decoder of
/// coordinates, query filters and Serf's other messages could add.
boost::json::array expected_messages(const boost::json::value& expect);

}  // namespace watercooler::wire
