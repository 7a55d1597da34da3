#pragma once

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <watercooler/address.hpp>
#include <watercooler/bytes.hpp>

#include "journal/frames.hpp"

namespace watercooler::eye {

/// One connection to one Sauron: frames in both directions, no patience of its own. Callbacks come from the
/// io_context, never from within a call.
class Link : public std::enable_shared_from_this<Link> {
public:
    struct Handlers {
        std::function<void()> connected;
        std::function<void(const journal::Frame& frame)> frame;
        std::function<void()> written;                       // what `write` was given has gone out
        std::function<void(const std::string& why)> closed;  // once; nothing comes after it
    };
    Link(boost::asio::io_context& io, Handlers handlers) : socket_(io), handlers_(std::move(handlers)) {}

    void connect(const Address& to);
    /// One at a time: not while `writing()`.
    void write(Buffer bytes);
    bool writing() const { return writing_; }
    /// Closes; no callback comes any more.
    void stop();

private:
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

    void read();
    void take(std::size_t size);
    void fail(const std::string& why);

    Socket socket_;
    Handlers handlers_;
    journal::FrameReader frames_{false};
    std::array<std::uint8_t, 512> input_;  // acknowledgements are small
    Buffer output_;
    bool writing_ = false;
    bool stopped_ = false;
};

}  // namespace watercooler::eye
