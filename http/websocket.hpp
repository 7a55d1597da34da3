#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace watercooler::http {

/// An open WebSocket. It lives as long as the peer does, whether or not anyone holds a pointer to it.
///
/// Everything happens on the server's thread. Callbacks never run inside a call of this object.
/// Why it ended, as codes of RFC 6455: 1000 done, 1001 going away, 1003 binary refused, 1005 without saying why, 1006
/// gone without goodbye, 1009 message too large, 1013 too slow.
class WebSocket {
public:
    virtual ~WebSocket() = default;

    /// Queues one text message; it must be UTF-8. False: closed or closing, and nothing was queued.
    /// If more bytes would wait than the server's limit allows, the peer is too slow: the queue is dropped and the
    /// socket is closed with 1013.
    virtual bool send(std::shared_ptr<const std::string> text) = 0;  // shared: one text goes to many
    bool send(std::string text) { return send(std::make_shared<const std::string>(std::move(text))); }

    /// What to do with each text message of the peer. Messages that come before this is set are dropped.
    virtual void on_text(std::function<void(std::string_view)> callback) = 0;
    /// Called exactly once, as the last callback of this object; never if the server is destroyed first.
    virtual void on_closed(std::function<void(std::uint16_t code, std::string_view reason)> callback) = 0;

    /// Sends what is queued, then says goodbye. A peer that does not answer is cut off after a few seconds.
    /// `reason` is cut to 123 bytes. Closing twice is the same as once.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    /// Bytes of messages that were taken by send() and not yet by the kernel.
    virtual std::size_t buffered() const = 0;
};

}  // namespace watercooler::http
