#pragma once

// Worked messages for the update rules: examples/messages/*.json, and the files of `watercooler apply`.
#include <optional>
#include <string>
#include <string_view>
#include <watercooler/rumor.hpp>

#include "json/tree.hpp"
#include "message/apply.hpp"

namespace watercooler::json {

/// A state as a file: {"self": name, "entries": [{origin, key, value, version, uuid}], "seen": [{uuid, content}]}.
/// `content` is the 16-digit hash that write_apply_state writes; a person may write the rumor's own fields in its
/// place. Errors: the first field that is missing or wrong, an entry or uuid named twice.
Read<message::State> read_apply_state(std::string_view text);
std::string write_apply_state(const message::State& state);

/// One worked message: before, the message as a client would send it, and what must come of it.
struct ApplyCase {
    std::string about;  // the rule in words
    message::State state;
    std::string message;  // JSON, unread: it may be one that is refused
    Uuid fresh;           // names a refutation, if it comes to one
    struct Expect {
        int rule = 0;  // 1 to 7
        Outcome outcome = Outcome::rejected;
        std::string reason;  // of a rejection
        bool conflict = false;
        message::State state;
        std::optional<Rumor> told;  // what is told on
    } expect;
};
Read<ApplyCase> read_apply_case(std::string_view text);

}  // namespace watercooler::json
