#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collector/committer.hpp"
#include "journal/frames.hpp"
#include "journal/handshake.hpp"

namespace watercooler::collector {

/// Who may report, and what this Sauron calls itself.
struct EyeRules {
    std::string club;    ///< eyes of another club are refused
    std::string token;   ///< wanted from other hosts
    std::string sauron;  ///< name and version, for the eyes' logs
};

/// One eye that is connected, for lists and metrics.
struct EyeInfo {
    journal::Stream stream;
    std::string address;  ///< where it gossips, as it says
    std::uint16_t port = 0;
    std::string program, from;        ///< from: where the connection comes from
    Sequence have;                    ///< durable and acknowledged
    std::uint64_t waiting_bytes = 0;  ///< received and not yet durable
    /// How old the oldest event of the latest batch was when it became durable. Nothing: no batch yet.
    std::optional<std::chrono::nanoseconds> lag;
};

/// The eyes' side of the collector (lib/journal/frames.hpp): takes batches, has them committed, acknowledges what is
/// durable.
///
/// A connection that sends what it must not is refused with a reason and closed; other connections do not notice. One
/// that has more than a window of bytes waiting for its commit is not read from. Runs on the io_context's thread.
class Eyes {
public:
    struct Counts {
        std::uint64_t connections = 0, refused = 0, batches = 0, bytes = 0;
    };

    /// `say`: a line for the log. The committer outlives the eyes.
    Eyes(boost::asio::io_context& io, Committer& committer, EyeRules rules, std::function<void(std::string)> say = {});
    ~Eyes();

    /// Takes over a connected TCP socket of which no byte was read.
    void adopt(int connected_fd);
    /// Reads on from whoever was stopped for want of room. To be called when the committer has made progress.
    void read_on();
    /// Refuses everybody with this reason, after what was received is acknowledged if it is durable by now.
    void close_all(std::string_view code, std::string_view message);

    std::size_t connections() const;
    std::vector<EyeInfo> list() const;  // by member, then boot
    const Counts& counts() const;

    struct State;

private:
    std::shared_ptr<State> state_;
};

}  // namespace watercooler::collector
