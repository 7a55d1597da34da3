#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <watercooler/node.hpp>

#include "driver/port.hpp"

namespace watercooler::driver {

/// The gossip streams of a node: does what its outbox says about them, tells it what happens on them.
class Streams {
public:
    using Handler = std::function<void(StreamId id, const StreamInput& input)>;

    Streams(boost::asio::io_context& io, Handler handler);
    ~Streams();

    /// A connection that the door found to be a stream.
    void accepted(Descriptor connection, const Address& from);
    void act(const StreamAction& action);
    void stop();
    /// Those that still send what the node left behind included.
    std::size_t size() const { return streams_.size() + closing_; }

private:
    struct Stream;
    using StreamPtr = std::shared_ptr<Stream>;

    void open(const OpenStream& action);
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
    std::map<StreamId, StreamPtr> streams_;
    std::uint64_t accepted_ = 0;
    std::size_t closing_ = 0;
    std::unique_ptr<std::uint8_t[]> buffer_;
};

}  // namespace watercooler::driver
