#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <watercooler/number.hpp>

#include "journal/journal.hpp"

namespace watercooler::journal {

// The frames that are JSON. Fields that a reader does not know are passed over.

/// {"club":"office","member":"jimmy","boot":"00000000000000a1","address":"127.0.0.1","port":8081,
///  "program":"watercooler-member 0.1.0","next":1,"about":{…},"token":"…"}
struct Hello {
    Stream stream;        // club and member: 1 to 128 bytes each; boot is not 0
    std::string address;  // where the member gossips and answers HTTP; may be empty
    std::uint16_t port = 0;
    std::string program;       // name and version
    Sequence next;             // the first seq that the eye still has, or that comes next; at least 1
    std::string about = "{}";  // a JSON object: settings and what else a reader of a recording may want
    std::string token;         // of the club; only to a Sauron on another host, else empty and left out
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// {"sauron":"…","have":120}
struct Welcome {
    std::string sauron;  // who answers: for logs
    Sequence have;       // the last durable seq of this stream; 0 = none
    friend bool operator==(const Welcome&, const Welcome&) = default;
};

/// {"code":"WC-EYE-TOKEN","message":"…"}
struct Refusal {
    std::string code, message;
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

std::string write(const Hello& hello);
std::string write(const Welcome& welcome);
std::string write(const Refusal& refusal);

// Errors: what is missing or wrong, as a sentence.
tl::expected<Hello, DecodeError> read_hello(std::string_view json);
tl::expected<Welcome, DecodeError> read_welcome(std::string_view json);
tl::expected<Refusal, DecodeError> read_refusal(std::string_view json);

}  // namespace watercooler::journal
