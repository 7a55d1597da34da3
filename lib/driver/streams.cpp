#include "driver/streams.hpp"

#include <sys/socket.h>

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <utility>

#include "driver/boot_time.hpp"
#include "driver/socket_address.hpp"

namespace watercooler::driver {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes_max = 64 * 1024;
constexpr std::size_t slow_read_bytes_max = 4 * 1024;    // where a fault may delay: small steps
constexpr std::chrono::seconds closing_time_max{10};     // for a reader that does not read
constexpr std::chrono::seconds unanswered_time_max{30};  // for one who came across a cut

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;

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
    enum class Stage { unopened, connecting, unanswered, open };
    struct Delayed {
        Instant due;
        Buffer bytes;  // empty: the other side's end
    };

    Stream(asio::io_context& io, StreamId stream, const Address& other, bool opened_here)
        : id(stream), far(other), ours(opened_here), socket(io), patience(io), arrival(io) {}
    StreamId id;
    Address far;
    bool ours;
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> socket;
    Timer patience;
    Buffer unsent{};
    std::size_t sent = 0;
    bool writing = false;
    bool closing = false;  // the node has done with it; what is unsent still goes out

    // What faults do to it.
    Stage stage = Stage::open;
    std::string peer{};  // by name, once a fault asked; empty: unknown
    bool asked = false;
    bool told = false;  // that it stands still
    bool reading = false;
    bool ended = false;  // the other side's end was read
    std::deque<Delayed> delayed{};
    std::size_t delayed_bytes = 0;
    Timer arrival;
    bool armed = false;
};

Streams::Streams(asio::io_context& io, Handler handler, FaultLine& faults)
    : io_(io),
      handler_(std::move(handler)),
      faults_(faults),
      buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(read_bytes_max)) {}

Streams::~Streams() = default;

void Streams::stop() {
    for (auto& [id, stream] : std::exchange(streams_, {})) {
        error_code ignored;
        stream->socket.close(ignored);
        stream->patience.cancel();
        stream->arrival.cancel();
    }
}

Streams::StreamPtr Streams::find(StreamId id) const {
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second;
}

void Streams::accepted(Descriptor connection, const Address& from) {
    const StreamId id{accepted_ += 2};  // even: ours to give
    const auto stream = std::make_shared<Stream>(io_, id, from, false);
    stream->socket.assign(connection.release());
    streams_.emplace(id, stream);
    if (!silent(stream)) return announce(stream);
    stream->stage = Stream::Stage::unanswered;
    stream->patience.expires_after(unanswered_time_max);
    stream->patience.async_wait([this, stream](error_code error) {
        if (error || stream->stage != Stream::Stage::unanswered) return;
        error_code ignored;
        stream->socket.close(ignored);
        streams_.erase(stream->id);
    });
}

void Streams::announce(const StreamPtr& stream) {
    stream->stage = Stream::Stage::open;
    handler_(stream->id, StreamAccepted{stream->far});
    if (find(stream->id) == stream) read(stream);
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
    const auto stream = std::make_shared<Stream>(io_, action.id, action.to, true);
    stream->unsent = action.bytes;
    stream->writing = true;  // until it is connected
    streams_.emplace(action.id, stream);
    if (silent(stream))
        stream->stage = Stream::Stage::unopened;
    else
        connect(stream);
}

void Streams::connect(const StreamPtr& stream) {
    stream->stage = Stream::Stage::connecting;
    const int family = stream->far.ip_size == 16 ? AF_INET6 : AF_INET;
    const auto address = to_socket_address(stream->far, family);
    Descriptor fd{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    int error = !address ? EHOSTUNREACH : !fd ? errno : 0;
    if (error == 0 && ::connect(fd.get(), address->get(), address->size) != 0 && errno != EINPROGRESS) error = errno;
    if (error != 0) {
        streams_.erase(stream->id);
        return fail_later(stream->id, error);
    }
    stream->socket.assign(fd.release());
    stream->socket.async_wait(asio::posix::descriptor_base::wait_write, [this, stream](error_code failure) {
        if (!failure && stream->socket.is_open()) connected(stream);
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
    stream->stage = Stream::Stage::open;
    write(stream);
    if (find(stream->id) == stream) read(stream);
}

void Streams::read(const StreamPtr& stream) {
    if (stream->reading || stream->ended || stream->delayed_bytes >= delayed_bytes_max || silent(stream)) return;
    stream->reading = true;
    stream->socket.async_wait(asio::posix::descriptor_base::wait_read, [this, stream](error_code error) {
        stream->reading = false;
        if (error || !stream->socket.is_open() || find(stream->id) != stream || silent(stream)) return;
        const auto most = faults_.faults().empty() ? read_bytes_max : slow_read_bytes_max;
        const auto size = ::recv(stream->socket.native_handle(), buffer_.get(), most, MSG_DONTWAIT);
        if (size < 0 && errno != EAGAIN && errno != EINTR) return failed(stream, errno);
        if (size >= 0) arrived(stream, Bytes{buffer_.get(), static_cast<std::size_t>(size)});
        if (find(stream->id) == stream) read(stream);
    });
}

/// Nothing is the other side's end. It never overtakes what is on its way.
void Streams::arrived(const StreamPtr& stream, Bytes bytes) {
    const auto verdict = bytes.empty() ? faults::StreamVerdict{} : faults_.arrived(stream->peer, bytes.size());
    if (verdict.reset) return failed(stream, ECONNRESET);
    stream->ended = bytes.empty();
    if (verdict.delay > Duration{} || !stream->delayed.empty())
        return delay(stream, boot_time() + verdict.delay, Buffer(bytes.begin(), bytes.end()));
    if (bytes.empty()) return handler_(stream->id, StreamEnded{});
    handler_(stream->id, StreamData{bytes});
}

void Streams::write(const StreamPtr& stream) {
    if (stream->writing || silent(stream)) return;
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
    stream->arrival.cancel();
    if (streams_.erase(stream->id) > 0) fail_later(stream->id, error);
}

void Streams::close(const StreamPtr& stream) {
    const auto keep = stream;
    streams_.erase(keep->id);
    keep->arrival.cancel();
    if (!keep->socket.is_open()) return;  // it was never tried
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

// ---- faults ----

/// Whether a cut stands between. Who the other is, is asked once a fault wants to know, and again while nobody knew.
bool Streams::silent(const StreamPtr& stream) {
    if (faults_.faults().empty()) return false;
    if (!stream->asked && faults_.names_matter()) {
        stream->asked = true;
        stream->peer = (stream->ours ? faults_.who(stream->far) : faults_.who_connected(stream->far)).name;
    }
    const bool is = faults_.silent(stream->peer);
    if (is && !std::exchange(stream->told, true)) faults_.tell_silence(stream->far, stream->peer);
    return is;
}

void Streams::faults_changed() {
    std::vector<StreamPtr> all;
    for (const auto& [id, stream] : streams_) all.push_back(stream);
    for (const auto& stream : all)
        if (find(stream->id) == stream) go_on(stream);
}

void Streams::go_on(const StreamPtr& stream) {
    stream->asked = stream->asked && !stream->peer.empty();
    stream->told = stream->told && silent(stream);
    if (silent(stream)) return;
    if (stream->stage == Stream::Stage::unopened) return connect(stream);
    if (stream->stage == Stream::Stage::unanswered) {
        stream->patience.cancel();
        return announce(stream);
    }
    if (stream->stage == Stream::Stage::connecting) return;
    write(stream);
    if (find(stream->id) != stream) return;
    arm(stream);
    read(stream);
}

void Streams::delay(const StreamPtr& stream, Instant due, Buffer bytes) {
    if (!stream->delayed.empty()) due = std::max(due, stream->delayed.back().due);
    stream->delayed_bytes += bytes.size();
    stream->delayed.push_back({due, std::move(bytes)});
    arm(stream);
}

void Streams::arm(const StreamPtr& stream) {
    if (stream->armed || stream->delayed.empty()) return;
    stream->armed = true;
    stream->arrival.expires_after(std::max(Duration{}, stream->delayed.front().due - boot_time()));
    stream->arrival.async_wait([this, stream](error_code error) {
        stream->armed = false;
        if (!error && find(stream->id) == stream) release(stream);
    });
}

void Streams::release(const StreamPtr& stream) {
    while (!stream->delayed.empty() && stream->delayed.front().due <= boot_time()) {
        if (silent(stream)) return;  // until the cut is healed
        const auto bytes = std::move(stream->delayed.front().bytes);
        stream->delayed.pop_front();
        stream->delayed_bytes -= bytes.size();
        handler_(stream->id, bytes.empty() ? StreamInput{StreamEnded{}} : StreamInput{StreamData{bytes}});
        if (find(stream->id) != stream) return;
    }
    arm(stream);
    read(stream);
}

}  // namespace watercooler::driver
