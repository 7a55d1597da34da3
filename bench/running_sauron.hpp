#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace watercooler::bench {

/// A `sauron` of its own on a free loopback port, ended with its owner.
class RunningSauron {
public:
    /// `program`: the path of the binary; `arguments` come behind --home and --port. Ends the program if it does not
    /// start.
    RunningSauron(const std::string& program, const std::string& home, const std::vector<std::string>& arguments);
    RunningSauron(const RunningSauron&) = delete;
    RunningSauron& operator=(const RunningSauron&) = delete;
    ~RunningSauron() { stop(); }

    std::uint16_t port() const { return port_; }
    /// Of all its threads, since its start.
    double processor_seconds() const;
    double memory_peak_mib() const;
    /// The body of its answer; anything but 200 ends the program.
    std::string get(const std::string& target) const;
    /// Whether it does so at all: false when it needs more time, as it says.
    bool answers(const std::string& target) const;
    /// Asks it to end, and waits.
    void stop();

private:
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace watercooler::bench
