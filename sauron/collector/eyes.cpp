#include "collector/eyes.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>
#include <watercooler/assert.hpp>

#include "collector/sockets.hpp"
#include "json/write.hpp"

namespace watercooler::collector {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t unread_acks_max = 64 * 1024;  // an eye that takes no acknowledgement is no eye
constexpr std::size_t linger_bytes_max = 1024 * 1024;
constexpr std::chrono::seconds hello_time{5}, linger_time{1};

std::int64_t now_ns() { return std::chrono::nanoseconds{std::chrono::system_clock::now().time_since_epoch()}.count(); }

bool is_loopback(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

/// In a time that depends on the lengths only.
bool same_secret(std::string_view given, std::string_view secret) {
    if (secret.empty()) return false;
    unsigned difference = given.size() == secret.size() ? 0 : 1;
    for (std::size_t at = 0; at < given.size(); ++at)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(given[at]) ^
                                            static_cast<unsigned char>(secret[at % secret.size()]));
    return difference == 0;
}

/// What is kept of a hello, without its secret: the stream's `about`.
std::string about_of(const journal::Hello& hello) {
    json::Object about;
    about.text("address", hello.address).number("port", hello.port).text("program", hello.program);
    return about.raw("settings", hello.about).done();
}

/// When the batch began; nothing if it is damaged.
std::optional<std::int64_t> wall_of(Bytes batch) {
    journal::Reader reader{batch};
    journal::Stamped first;
    if (!reader.next(first)) return std::nullopt;
    return first.wall_time_ns;
}

}  // namespace

class EyeConnection;

struct Eyes::State {
    asio::io_context& io;
    Committer& committer;
    const EyeRules rules;
    std::function<void(std::string)> say;
    Counts counts;
    std::set<std::shared_ptr<EyeConnection>> connections;
    std::array<std::uint8_t, read_bytes> buffer;  // all read into this one: there is one thread
};

/// One connection: greeting, hello, welcome, then batches in and acknowledgements out.
class EyeConnection : public std::enable_shared_from_this<EyeConnection> {
public:
    EyeConnection(std::shared_ptr<Eyes::State> eyes, Socket socket)
        : eyes_(std::move(eyes)), socket_(std::move(socket)), timer_(socket_.get_executor()) {
        error_code error;
        const auto remote = socket_.remote_endpoint(error);
        local_ = !error && is_loopback(remote.address());
        from_ = remote.address().to_string() + ":" + std::to_string(remote.port());
    }

    void start() {
        close_after(hello_time);
        read();
    }
    void read_on() {
        if (phase_ == Phase::streaming && !reading_ && waiting_bytes_ < journal::window_bytes) read();
    }
    void refuse(std::string_view code, std::string_view message);
    bool reports(const journal::Stream& stream) const { return phase_ == Phase::streaming && hello_.stream == stream; }
    bool streams() const { return phase_ == Phase::streaming; }
    EyeInfo info() const {
        return {hello_.stream, hello_.address, hello_.port, hello_.program, from_, have_, waiting_bytes_, lag_};
    }
    void close();

private:
    enum class Phase { hello, looking_up, streaming, saying_bye, refusing, lingering, closed };

    void read();
    void received(Bytes bytes);
    void take(const journal::Frame& frame);
    void take_hello(const journal::Frame& frame);
    void welcome(const store::Expected<Sequence>& have);
    void take_batch(const journal::Frame& frame);
    void committed(const Outcome& outcome, std::size_t bytes, std::optional<std::int64_t> wall);
    void say_bye();
    void send(const Buffer& frame);
    void write();
    void written();
    void linger();
    void close_after(std::chrono::milliseconds time);

    std::shared_ptr<Eyes::State> eyes_;
    Socket socket_;
    Timer timer_;
    Phase phase_ = Phase::hello;
    bool local_ = false, reading_ = false, writing_ = false;
    std::string from_;
    journal::FrameReader frames_{true};
    journal::Hello hello_;
    Sequence have_;
    std::uint64_t waiting_bytes_ = 0, lingered_bytes_ = 0;
    std::size_t waiting_ = 0;  // submissions
    std::optional<std::chrono::nanoseconds> lag_;
    Buffer out_, sending_;
    std::string about_;  // to be stored with the first batch
};

void EyeConnection::close() {
    if (std::exchange(phase_, Phase::closed) == Phase::closed) return;
    timer_.cancel();
    error_code ignored;
    socket_.close(ignored);
    eyes_->connections.erase(shared_from_this());
}

void EyeConnection::close_after(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](error_code error) {
        if (error || self->phase_ == Phase::closed) return;
        if (self->phase_ == Phase::hello) return self->refuse("WC-EYE-HELLO", "no hello came within 5 s");
        self->close();
    });
}

void EyeConnection::read() {
    reading_ = true;
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
        self->reading_ = false;
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        auto& buffer = self->eyes_->buffer;
        const auto size = self->socket_.read_some(asio::buffer(buffer), error);
        if (error == asio::error::would_block) return self->read();
        if (error) return self->close();
        self->received(Bytes{buffer}.first(size));
    });
}

void EyeConnection::received(Bytes bytes) {
    if (phase_ == Phase::lingering || phase_ == Phase::refusing) {
        lingered_bytes_ += bytes.size();
        return lingered_bytes_ > linger_bytes_max ? close() : read();
    }
    eyes_->counts.bytes += bytes.size();
    frames_.add(bytes);
    while (phase_ == Phase::hello || phase_ == Phase::streaming || phase_ == Phase::looking_up) {
        const auto frame = frames_.next();
        if (!frame) break;
        take(*frame);
    }
    if (frames_.error() && phase_ != Phase::refusing && phase_ != Phase::closed)
        refuse("WC-EYE-FRAME", "what came is no frame of an eye: " + frames_.error()->reason);
    const bool full = waiting_bytes_ >= journal::window_bytes || !eyes_->committer.has_room();
    if (phase_ == Phase::hello || phase_ == Phase::lingering || (phase_ == Phase::streaming && !full)) {
        if (!reading_) read();
    }
}

void EyeConnection::take(const journal::Frame& frame) {
    if (phase_ == Phase::hello) return take_hello(frame);
    if (phase_ == Phase::looking_up)
        return refuse("WC-EYE-ORDER", "an eye waits for the welcome before it sends anything");
    if (frame.type == journal::FrameType::batch) return take_batch(frame);
    if (frame.type == journal::FrameType::bye) return say_bye();
    refuse("WC-EYE-ORDER", "after the welcome an eye sends batches and a bye, nothing else");
}

void EyeConnection::take_hello(const journal::Frame& frame) {
    if (frame.type != journal::FrameType::hello) return refuse("WC-EYE-ORDER", "the first frame must be a hello");
    auto hello = journal::read_hello(text_of(frame.payload));
    if (!hello) return refuse("WC-EYE-HELLO", "the hello makes no sense: " + hello.error().reason);
    if (!local_ && !same_secret(hello->token, eyes_->rules.token))
        return refuse("WC-EYE-TOKEN", "from another host an eye needs the club's token");
    if (hello->stream.club != eyes_->rules.club)
        return refuse("WC-EYE-CLUB", "this Sauron watches the club \"" + eyes_->rules.club + "\"");
    hello_ = std::move(*hello);
    hello_.token.clear();
    about_ = about_of(hello_);
    timer_.cancel();
    phase_ = Phase::looking_up;
    eyes_->committer.look_up(hello_.stream, [self = shared_from_this()](const auto& have) { self->welcome(have); });
}

void EyeConnection::welcome(const store::Expected<Sequence>& have) {
    if (phase_ != Phase::looking_up) return;
    if (!have) return refuse(have.error().code, "the store does not answer: " + have.error().message);
    // An older connection of the same life is what is left of a broken one.
    for (const auto& other : std::vector(eyes_->connections.begin(), eyes_->connections.end()))
        if (other.get() != this && other->reports(hello_.stream))
            other->refuse("WC-EYE-REPLACED", "this eye has connected once more");
    phase_ = Phase::streaming;
    have_ = *have;
    Buffer frame;
    journal::append_frame(frame, journal::FrameType::welcome,
                          bytes_of(journal::write(journal::Welcome{eyes_->rules.sauron, have_})));
    send(frame);
    read_on();
}

void EyeConnection::take_batch(const journal::Frame& frame) {
    const auto batch = journal::read_batch(frame.payload);
    if (!batch) return refuse("WC-EYE-BATCH", "a batch is damaged: " + batch.error().reason);
    ++eyes_->counts.batches;
    const auto bytes = batch->batch.size();
    waiting_bytes_ += bytes;
    ++waiting_;
    Committer::Submission submission;
    submission.patient = true;
    submission.batches.push_back({.stream = hello_.stream,
                                  .about = std::exchange(about_, {}),
                                  .events = Buffer(batch->batch.begin(), batch->batch.end())});
    submission.done = [self = shared_from_this(), bytes, wall = wall_of(batch->batch)](const Outcome& outcome) {
        self->committed(outcome, bytes, wall);
    };
    eyes_->committer.submit(std::move(submission));
}

void EyeConnection::committed(const Outcome& outcome, std::size_t bytes, std::optional<std::int64_t> wall) {
    waiting_bytes_ -= bytes;
    --waiting_;
    if (phase_ != Phase::streaming && phase_ != Phase::saying_bye) return;
    if (!outcome) return refuse(outcome.error().code, "the store failed: " + outcome.error().message);
    const auto& accepted = outcome->front();
    if (!accepted.refused.empty()) return refuse("WC-EYE-BATCH", "a batch is damaged: " + accepted.refused);
    have_ = std::max(have_, accepted.durable);
    if (wall) lag_ = std::chrono::nanoseconds{now_ns() - *wall};
    Buffer frame;
    journal::append_ack(frame, have_);
    send(frame);
    if (phase_ == Phase::saying_bye && waiting_ == 0) linger();
}

void EyeConnection::say_bye() {
    phase_ = Phase::saying_bye;
    if (waiting_ == 0) linger();
}

void EyeConnection::refuse(std::string_view code, std::string_view message) {
    if (phase_ == Phase::refusing || phase_ == Phase::lingering || phase_ == Phase::closed) return;
    ++eyes_->counts.refused;
    const auto who = hello_.stream.member.empty() ? from_ : hello_.stream.member + " (" + from_ + ")";
    if (eyes_->say)
        eyes_->say("refused the eye of " + who + ": " + std::string{message} + " (" + std::string{code} + ")");
    phase_ = Phase::refusing;
    frames_ = journal::FrameReader{false};
    Buffer frame;
    journal::append_frame(frame, journal::FrameType::refuse,
                          bytes_of(journal::write(journal::Refusal{std::string{code}, std::string{message}})));
    send(frame);
    if (phase_ == Phase::refusing) linger();
}

void EyeConnection::send(const Buffer& frame) {
    if (phase_ == Phase::closed) return;
    out_.insert(out_.end(), frame.begin(), frame.end());
    if (out_.size() > unread_acks_max) return close();
    if (!writing_) write();
}

void EyeConnection::write() {
    writing_ = true;
    sending_ = std::exchange(out_, {});
    asio::async_write(socket_, asio::buffer(sending_), [self = shared_from_this()](error_code error, std::size_t) {
        self->writing_ = false;
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->written();
    });
}

void EyeConnection::written() {
    if (!out_.empty()) return write();
    if (phase_ == Phase::lingering || phase_ == Phase::refusing) linger();
}

/// The last word is out: what the eye still sends is read and dropped, or closing would take that word with it.
void EyeConnection::linger() {
    if (writing_ || !out_.empty()) {
        phase_ = phase_ == Phase::saying_bye ? Phase::lingering : phase_;
        return close_after(linger_time);
    }
    phase_ = Phase::lingering;
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    close_after(linger_time);
    if (!reading_) read();
}

Eyes::Eyes(asio::io_context& io, Committer& committer, EyeRules rules, std::function<void(std::string)> say)
    : state_(std::make_shared<State>(State{io, committer, std::move(rules), std::move(say), {}, {}, {}})) {}

Eyes::~Eyes() {
    while (!state_->connections.empty()) {
        const auto connection = *state_->connections.begin();
        connection->close();
    }
}

void Eyes::adopt(int connected_fd) {
    sockaddr_storage local{};
    socklen_t size = sizeof local;
    Socket socket{state_->io};
    error_code error;
    if (::getsockname(connected_fd, reinterpret_cast<sockaddr*>(&local), &size) != 0) {
        ::close(connected_fd);
        return;
    }
    socket.assign(local.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), connected_fd, error);
    if (error) {
        ::close(connected_fd);
        return;
    }
    socket.non_blocking(true, error);
    if (!error) socket.set_option(tcp::no_delay{true}, error);
    if (!error) socket.set_option(asio::socket_base::keep_alive{true}, error);
    if (error) return;
    ++state_->counts.connections;
    const auto connection = std::make_shared<EyeConnection>(state_, std::move(socket));
    state_->connections.insert(connection);
    connection->start();
}

void Eyes::read_on() {
    if (!state_->committer.has_room()) return;
    for (const auto& connection : state_->connections) connection->read_on();
}

void Eyes::close_all(std::string_view code, std::string_view message) {
    for (const auto& connection : std::vector(state_->connections.begin(), state_->connections.end()))
        connection->refuse(code, message);
}

std::size_t Eyes::connections() const { return state_->connections.size(); }
const Eyes::Counts& Eyes::counts() const { return state_->counts; }

std::vector<EyeInfo> Eyes::list() const {
    std::vector<EyeInfo> list;
    for (const auto& connection : state_->connections)
        if (connection->streams()) list.push_back(connection->info());
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.stream < b.stream; });
    return list;
}

}  // namespace watercooler::collector
