#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <watercooler/rumor.hpp>

namespace watercooler::json {

/// A rumor from the HTTP door, and its id as the client spelled it: answers echo both.
struct GivenRumor {
    Rumor rumor;
    std::string uuid_text;
    friend bool operator==(const GivenRumor&, const GivenRumor&) = default;
};

/// Reads one rumor as the HTTP door takes it (the message of the class exercise included).
///
/// Required: uuid (any text of 1 to 64 bytes), payload, and name or address and port. Absent: key is `book`, version
/// and ttl are 0, name is `address:port`. port may be a decimal string. Other fields are ignored. Errors: the first
/// field that is missing, of the wrong type or outside its limits. What passes satisfies `check`.
tl::expected<GivenRumor, RumorError> read_rumor(std::string_view body);
/// The same fields, in their fixed order.
std::string write_rumor(const Rumor& rumor);

}  // namespace watercooler::json
