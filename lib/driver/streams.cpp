#include "driver/streams.hpp"

#include <sys/socket.h>

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "driver/socket_address.hpp"

namespace watercooler::driver {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes_max = 64 * 1024;
constexpr std::chrono::seconds closing_time_max{10};  // for a reader that does not read

std::string reason_of(int error) {
    switch (error) {
        case ECONNREFUSED:
            return "refused";
        case ECONNRESET:
        case EPIPE:
            return "reset";
        case ETIMEDOUT:
            return "timeout";
        case EHOSTUNREACH:
        case ENETUNREACH:
            return "unreachable";
        default:
            return std::strerror(error);
    }
}

}  // namespace

struct Streams::Stream {
    Stream(asio::io_context& io, StreamId stream, Descriptor fd) : id(stream), socket(io, fd.release()), patience(io) {}
    StreamId id;
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> socket;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>
        patience;
    Buffer unsent;
    std::size_t sent = 0;
    bool writing = false;
    bool closing = false;  // the node has done with it; what is unsent still goes out
};

Streams::Streams(asio::io_context& io, Handler handler)
    : io_(io), handler_(std::move(handler)), buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(read_bytes_max)) {}

Streams::~Streams() = default;

void Streams::stop() {
    for (auto& [id, stream] : std::exchange(streams_, {})) {
        error_code ignored;
        stream->socket.close(ignored);
    }
}

Streams::StreamPtr Streams::find(StreamId id) const {
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second;
}

void Streams::accepted(Descriptor connection, const Address& from) {
    const StreamId id{accepted_ += 2};  // even: ours to give
    const auto stream = std::make_shared<Stream>(io_, id, std::move(connection));
    streams_.emplace(id, stream);
    handler_(id, StreamAccepted{from});
    if (find(id)) read(stream);
}

void Streams::act(const StreamAction& action) {
    if (const auto* opening = std::get_if<OpenStream>(&action)) return open(*opening);
    if (const auto* writing = std::get_if<WriteStream>(&action)) {
        const auto stream = find(writing->id);
        if (!stream) return;
        stream->unsent.insert(stream->unsent.end(), writing->bytes.begin(), writing->bytes.end());
        return write(stream);
    }
    if (const auto stream = find(std::get<CloseStream>(action).id)) close(stream);
}

void Streams::open(const OpenStream& action) {
    const int family = action.to.ip_size == 16 ? AF_INET6 : AF_INET;
    const auto address = to_socket_address(action.to, family);
    Descriptor fd{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd || !address) return fail_later(action.id, address ? errno : EHOSTUNREACH);
    if (::connect(fd.get(), address->get(), address->size) != 0 && errno != EINPROGRESS)
        return fail_later(action.id, errno);
    const auto stream = std::make_shared<Stream>(io_, action.id, std::move(fd));
    stream->unsent = action.bytes;
    stream->writing = true;  // until it is connected
    streams_.emplace(action.id, stream);
    stream->socket.async_wait(asio::posix::descriptor_base::wait_write, [this, stream](error_code error) {
        if (!error && stream->socket.is_open()) connected(stream);
    });
}

/// Never from within `act`: the node would be called while its outbox is being emptied.
void Streams::fail_later(StreamId id, int error) {
    asio::post(io_, [this, id, error] { handler_(id, StreamFailed{reason_of(error)}); });
}

void Streams::connected(const StreamPtr& stream) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(stream->socket.native_handle(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return failed(stream, error);
    stream->writing = false;
    write(stream);
    if (find(stream->id) == stream) read(stream);
}

void Streams::read(const StreamPtr& stream) {
    stream->socket.async_wait(asio::posix::descriptor_base::wait_read, [this, stream](error_code error) {
        if (error || !stream->socket.is_open() || find(stream->id) != stream) return;
        const auto size = ::recv(stream->socket.native_handle(), buffer_.get(), read_bytes_max, MSG_DONTWAIT);
        if (size < 0 && errno != EAGAIN && errno != EINTR) return failed(stream, errno);
        if (size == 0) return handler_(stream->id, StreamEnded{});
        if (size > 0) handler_(stream->id, StreamData{Bytes{buffer_.get(), static_cast<std::size_t>(size)}});
        if (find(stream->id) == stream) read(stream);
    });
}

void Streams::write(const StreamPtr& stream) {
    if (stream->writing) return;
    while (stream->sent < stream->unsent.size()) {
        const auto size = ::send(stream->socket.native_handle(), stream->unsent.data() + stream->sent,
                                 stream->unsent.size() - stream->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) break;
        if (size < 0) return failed(stream, errno);
        stream->sent += static_cast<std::size_t>(size);
    }
    if (stream->sent == stream->unsent.size()) {
        stream->unsent = {};
        stream->sent = 0;
        if (stream->closing) linger(stream);
        return;
    }
    stream->writing = true;
    stream->socket.async_wait(asio::posix::descriptor_base::wait_write, [this, stream](error_code error) {
        stream->writing = false;
        if (!error && stream->socket.is_open()) write(stream);
    });
}

void Streams::failed(const StreamPtr& stream, int error) {
    if (stream->closing) return finish(stream);
    error_code ignored;
    stream->socket.close(ignored);
    if (streams_.erase(stream->id) > 0) fail_later(stream->id, error);
}

void Streams::close(const StreamPtr& stream) {
    const auto keep = stream;
    streams_.erase(keep->id);
    keep->closing = true;
    ++closing_;
    keep->patience.expires_after(closing_time_max);
    keep->patience.async_wait([this, keep](error_code error) {
        if (!error && keep->socket.is_open()) finish(keep);
    });
    if (!keep->writing) write(keep);
}

/// The end of a stream that the node has closed already.
void Streams::finish(const StreamPtr& stream) {
    --closing_;
    stream->patience.cancel();
    error_code ignored;
    stream->socket.close(ignored);
}

/// Unread input would turn a close into a reset, which could destroy an answer that the other side has not read yet.
void Streams::linger(const StreamPtr& stream) {
    ::shutdown(stream->socket.native_handle(), SHUT_WR);
    for (int reads = 0; reads < 16; ++reads) {
        if (::recv(stream->socket.native_handle(), buffer_.get(), read_bytes_max, MSG_DONTWAIT) <= 0) break;
    }
    finish(stream);
}

}  // namespace watercooler::driver
