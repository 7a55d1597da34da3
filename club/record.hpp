#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "club/process.hpp"

namespace watercooler::club {

/// How a member ended, in its own last words.
struct Exit {
    bool left{};         ///< true: said goodbye to its peers; false: failed
    int code{};          ///< what the process returned
    std::string reason;  ///< why it failed, or who asked it to leave; may be empty
    std::string at;      ///< RFC 3339

    friend bool operator==(const Exit&, const Exit&) = default;
};

/// record.json: what a member says of its process. True only together with the member's lock (see MemberFolder).
///
/// Shape: {"schema":"watercooler.record/v1","name":…,"address":…,"port":…,"pid":…,"start_ticks":…,"boot_id":…,
///         "started":…,"argv":[…],"url":…,"version":…,"ready_at":…,"exit":{"how":"left|failed","code":…,"reason":…,
///         "at":…}}; `ready_at` and `exit` may be absent, fields of newer versions are passed over.
struct Record {
    std::string name;
    std::string address;  ///< numeric, such as 127.0.0.1
    std::uint16_t port{};
    ProcessIdentity process;
    std::string started;                  ///< RFC 3339
    std::vector<std::string> argv;        ///< what it was started with; secrets are never in argv
    std::string url;                      ///< of its dashboard
    std::string version;                  ///< of the program
    std::optional<std::string> ready_at;  ///< RFC 3339, once it gossips and answers HTTP
    std::optional<Exit> exit;             ///< absent while it runs; absent with a free lock: ended without goodbye

    friend bool operator==(const Record&, const Record&) = default;
};

inline constexpr std::size_t record_bytes_max = 256 * 1024;

/// One line of JSON. Text that is no UTF-8 (argv may be anything) has its odd bytes replaced by "?".
std::string to_json(const Record& record);

/// Errors: WC-CLUB-DAMAGED names the field that is missing, of the wrong kind or out of range.
Expected<Record> record_from_json(std::string_view json);

/// Nothing if there is none. Errors: WC-CLUB-DAMAGED, or it cannot be read. Changes nothing.
Expected<std::optional<Record>> read_record(const std::string& path);

}  // namespace watercooler::club
