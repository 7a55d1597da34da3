#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "http/message.hpp"

namespace watercooler::http {

/// The two halves of a request's target, decoded.
struct Target {
    std::string path;
    std::vector<std::string> segments;  // of the path, decoded behind the splitting: "/a%2Fb" has one
    std::vector<Field> query;
};

/// Reads a target as sent: "/api/v1/entries/book?wait=2s".
///
/// Errors: a sentence that says what is wrong: it does not begin with '/', has a '%' without two hex digits, or
///         encodes a control character. There is no half-decoded result.
/// Source: RFC 3986 2.1; '+' as a space in the query only, as forms send it.
tl::expected<Target, std::string> parse_target(std::string_view target);

/// What stands between the slashes of a path: "/a/b" has two, "/" one that is empty.
std::vector<std::string> segments_of(std::string_view path);

/// `text` such that it is one segment of a path, or one value of a query, whatever is in it.
std::string percent_encoded(std::string_view text);

}  // namespace watercooler::http
