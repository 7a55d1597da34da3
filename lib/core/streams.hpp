#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <watercooler/node.hpp>
#include <watercooler/settings.hpp>

#include "core/context.hpp"
#include "core/outgoing.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

/// One exchange on a connection.
struct Stream {
    enum class Purpose { accepted, push_pull, ping, user };

    StreamId id;
    Purpose purpose = Purpose::accepted;
    Receiver peer;
    bool join = false;           // push_pull: what it asks for
    std::uint32_t sequence = 0;  // ping
    Sequence cause;              // its `stream_opened`
    Buffer input;
    std::size_t bytes_min = 1;  // of input; reading again before is useless
    std::uint64_t bytes = 0;    // in both directions
};

/// All connections of a node: each with a deadline, bounded in number and in what they may hold.
class Streams {
public:
    static constexpr std::size_t count_max = 256;
    static constexpr std::size_t accepted_max = 128;  // so that strangers leave room for our own
    static constexpr std::size_t held_bytes_max = 64 * 1024 * 1024;

    /// What a node does with what arrives. `message` may `write`; the stream is closed afterwards.
    class Handler {
    public:
        virtual ~Handler() = default;
        virtual void message(Context& context, Stream& stream, const message::StreamMessage& message) = 0;
        /// A stream of ours ended without the answer that it was opened for; a user message needs none.
        virtual void failed(Context& context, const Stream& stream, const std::string& reason) = 0;
    };

    Streams(const Settings& settings, const Codec& codec, Handler& handler)
        : settings_(settings), codec_(codec), handler_(handler) {}

    struct Opening {
        Stream::Purpose purpose;
        Receiver peer;
        bool join = false;
        std::uint32_t sequence = 0;
    };
    /// Opens one and writes the message. False: there are too many; dropped, and counted.
    bool open(Context& context, const Opening& opening, const message::StreamMessage& message);
    void write(Context& context, Stream& stream, const message::StreamMessage& message);
    void input(Context& context, StreamId id, const StreamInput& input);
    /// For TimerKind::stream.
    void timer(Context& context, const std::string& subject);
    /// Closes those of ours that have this purpose, without a word to the handler.
    void drop(Context& context, Stream::Purpose purpose);
    std::size_t size() const { return streams_.size(); }
    /// True if an exchange with this place is under way.
    bool busy_with(const Address& address) const;

private:
    void accept(Context& context, StreamId id, const Address& from);
    void data(Context& context, Stream& stream, Bytes bytes);
    void read(Context& context, Stream& stream);
    void unreadable(Context& context, Stream& stream, const std::string& reason);
    struct End {
        std::string reason;
        bool failed = false;
        bool by_driver = false;  // which knows already
    };
    void over(Context& context, StreamId id, const End& end);
    Stream& add(Context& context, Stream stream, std::string_view what);

    const Settings& settings_;
    const Codec& codec_;
    Handler& handler_;
    std::map<StreamId, Stream> streams_;
    std::uint64_t opened_ = 0;
    std::size_t accepted_ = 0;
    std::size_t held_bytes_ = 0;
};

}  // namespace watercooler::core
