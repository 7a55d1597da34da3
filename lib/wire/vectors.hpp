#pragma once

// For tests: the captured facts of tests/vectors, one JSON file per theme.
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/bytes.hpp>

namespace watercooler::wire {

/// Bytes that somebody captured or made, and what they mean.
struct Vector {
    std::string file, name;
    std::string transport;  // "udp": one datagram. "tcp": all that one side sent. "bytes": a fragment, see kind
    std::string kind, direction, label, outcome, producer;
    Buffer bytes;
    boost::json::value expect;  // null where the file gives none

    /// True if the layers named are on the way to the messages.
    bool has_layer(std::string_view layer) const;
    /// True if made by the generation whose forms we write; a newer one writes some numbers in signed form.
    bool older() const { return producer.find("0.2.2") != producer.npos || producer.find("0.9.4") != producer.npos; }
    /// True if the bytes need what this codec does not do yet.
    bool beyond_us() const { return has_layer("encrypt") || has_layer("encrypt-stream"); }
    /// True if it is read, but not written so: we never compress.
    bool read_only() const { return has_layer("compress"); }
};

Buffer from_hex(std::string_view hex);
std::string to_hex(Bytes bytes);

/// Every *.json of tests/vectors, and of the folder that the environment variable WATERCOOLER_VECTORS names.
std::vector<boost::json::object> vector_files();
/// All vectors of all files; those of one file if it is named (without `.json`).
std::vector<Vector> vectors(std::string_view file = {});

}  // namespace watercooler::wire
