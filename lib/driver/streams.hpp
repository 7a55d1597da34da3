#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <watercooler/node.hpp>

#include "driver/fault_line.hpp"
#include "driver/port.hpp"

namespace watercooler::driver {

/// The gossip streams of a node: does what its outbox says about them, tells it what happens on them.
///
/// A cut is silence, as on a real network: a stream that is opened across it is not even tried until it heals, one that
/// comes is not answered, and on one that exists nothing is read or written any more; the node's own patience ends
/// them. Latency and rate delay what arrives; `corrupt` resets the stream instead of changing bytes, since TCP's
/// checksum lets no changed byte through. Loss, duplicates and reordering are repaired by TCP and show nothing.
class Streams {
public:
    using Handler = std::function<void(StreamId id, const StreamInput& input)>;
    /// How much of a stream may be on its delayed way before no more is read.
    static constexpr std::size_t delayed_bytes_max = 256 * 1024;

    Streams(boost::asio::io_context& io, Handler handler, FaultLine& faults);
    ~Streams();

    /// A connection that the door found to be a stream.
    void accepted(Descriptor connection, const Address& from);
    void act(const StreamAction& action);
    /// Faults came or went: what they held back goes on, as far as the new ones let it.
    void faults_changed();
    void stop();
    /// Those that still send what the node left behind included.
    std::size_t size() const { return streams_.size() + closing_; }

private:
    struct Stream;
    using StreamPtr = std::shared_ptr<Stream>;

    void open(const OpenStream& action);
    void connect(const StreamPtr& stream);
    void announce(const StreamPtr& stream);
    bool silent(const StreamPtr& stream);
    void go_on(const StreamPtr& stream);
    void arrived(const StreamPtr& stream, Bytes bytes);
    void delay(const StreamPtr& stream, Instant due, Buffer bytes);
    void arm(const StreamPtr& stream);
    void release(const StreamPtr& stream);
    void connected(const StreamPtr& stream);
    void fail_later(StreamId id, int error);
    void read(const StreamPtr& stream);
    void write(const StreamPtr& stream);
    void failed(const StreamPtr& stream, int error);
    void close(const StreamPtr& stream);
    void linger(const StreamPtr& stream);
    void finish(const StreamPtr& stream);
    StreamPtr find(StreamId id) const;

    boost::asio::io_context& io_;
    Handler handler_;
    FaultLine& faults_;
    std::map<StreamId, StreamPtr> streams_;
    std::uint64_t accepted_ = 0;
    std::size_t closing_ = 0;
    std::unique_ptr<std::uint8_t[]> buffer_;
};

}  // namespace watercooler::driver
