#include "eye/link.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::eye {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

asio::ip::tcp::endpoint endpoint_of(const Address& address) {
    if (address.ip_size == 16) {
        asio::ip::address_v6::bytes_type bytes;
        std::copy_n(address.ip.begin(), bytes.size(), bytes.begin());
        return {asio::ip::address_v6{bytes}, address.port};
    }
    asio::ip::address_v4::bytes_type bytes;
    std::copy_n(address.ip.begin(), bytes.size(), bytes.begin());
    return {asio::ip::address_v4{bytes}, address.port};
}

}  // namespace

void Link::connect(const Address& to) {
    socket_.async_connect(endpoint_of(to), [self = shared_from_this()](error_code error) {
        if (self->stopped_) return;
        if (error) return self->fail(error.message());
        self->socket_.set_option(asio::ip::tcp::no_delay{true}, error);
        self->read();
        self->handlers_.connected();
    });
}

void Link::write(Buffer bytes) {
    WATERCOOLER_ASSERT(!writing_ && !stopped_);
    writing_ = true;
    output_ = std::move(bytes);
    asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](error_code error, std::size_t) {
        if (self->stopped_) return;
        self->writing_ = false;
        self->output_ = {};
        if (error) return self->fail(error.message());
        self->handlers_.written();
    });
}

void Link::read() {
    socket_.async_read_some(asio::buffer(input_), [self = shared_from_this()](error_code error, std::size_t size) {
        if (self->stopped_) return;
        if (error) return self->fail(error == asio::error::eof ? "it closed the connection" : error.message());
        self->take(size);
        if (!self->stopped_) self->read();
    });
}

void Link::take(std::size_t size) {
    frames_.add(Bytes{input_}.first(size));
    while (!stopped_) {
        const auto frame = frames_.next();
        if (!frame) break;
        handlers_.frame(*frame);
    }
    if (!stopped_ && frames_.error()) fail("it does not speak as a Sauron: " + frames_.error()->reason);
}

void Link::fail(const std::string& why) {
    stop();
    handlers_.closed(why);
}

void Link::stop() {
    stopped_ = true;
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace watercooler::eye
