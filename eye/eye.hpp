#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/event.hpp>

#include "journal/handshake.hpp"

namespace boost::asio {
class io_context;
}

namespace watercooler::eye {

struct Settings {
    /// Who reports: everything but `next` and `token`, which the eye fills in.
    journal::Hello self;
    /// The club's token. Told to Saurons on other hosts only.
    std::string token;
    /// Folder of the spool; empty: none. It is made when it is needed.
    std::string spool;
    /// Largest spool. Unit: bytes. Default: 64 MiB.
    std::uint64_t spool_bytes_max = 64 * 1024 * 1024;
    /// Most that waits in memory, as batches; beyond it the oldest are lost. From half of it on they go to the spool.
    /// Unit: bytes. Default: 1 MiB.
    std::size_t memory_bytes_max = 1024 * 1024;
    /// A batch is closed when it has this age or size, whichever comes first.
    std::chrono::milliseconds flush_interval{100};
    std::size_t flush_bytes = 64 * 1024;
    /// While no Sauron takes them, batches go to the spool at this age: what is younger a kill -9 takes along.
    std::chrono::milliseconds spool_interval{50};
    /// How long a Sauron may take to answer a connection or a hello, and to acknowledge something.
    std::chrono::milliseconds answer_timeout{5'000};
    std::chrono::milliseconds ack_timeout{30'000};
};

/// What the eye asks of, and tells, the program around it. Called from the io_context only, never from within a call.
struct Hooks {
    /// `count` events will never be reported: to be noted as `eye_lost`. At most once a second.
    std::function<void(std::uint64_t count)> lost;
    /// Something that a person should read in the log: said once, not at each attempt.
    std::function<void(const std::string& text)> say;
};

/// What an eye did so far.
struct Counts {
    std::uint64_t sent = 0;           // events of this life that were sent at least once
    std::uint64_t acked = 0;          // of these, those that a Sauron holds for good
    std::uint64_t queued_bytes = 0;   // that wait in memory
    std::uint64_t spooled_bytes = 0;  // that wait on disk, of earlier lives too
    std::uint64_t lost = 0;           // events
    bool connected = false;           // a Sauron takes this life's events now
};

/// Hands a member's events to Sauron: all of them since its start, in order, each until it is acknowledged, whether a
/// Sauron is there already, comes later, goes, or another takes over.
///
/// Single-threaded, on the io_context's thread. Reporting encodes (about 0.1 µs per event) and never blocks. Files are
/// touched only from the io_context, between inputs: while no Sauron takes events, one write of at most 64 KiB each 50
/// ms or 64 KiB (20 µs into the page cache, no fsync; a disk that makes writers wait makes this one wait too);
/// what an earlier life left there is read in pieces of 64 KiB (about 0.3 ms each) and delivered first.
class Eye {
public:
    Eye(boost::asio::io_context& io, Settings settings, Hooks hooks);
    ~Eye();
    Eye(const Eye&) = delete;
    Eye& operator=(const Eye&) = delete;

    /// In the order of seq. What is not newer than the last is passed over.
    void report(std::span<const Event> events, std::int64_t wall_time_ns);

    /// Where Saurons may be, the preferred one first; empty: nowhere for now. If none is connected they are tried at
    /// once, also when they are the same as before.
    void set_addresses(std::vector<Address> addresses);

    /// Sends what is there, says goodbye, then calls `done` from the io_context: when all is acknowledged, at once if
    /// no Sauron can be reached, after `patience` in any case. What is not acknowledged stays in the spool for the next
    /// life. Last call; `report` may still be called until `done`.
    void finish(std::chrono::milliseconds patience, std::function<void()> done);

    Counts counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace watercooler::eye
