#include "many_eyes.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>

#include "journal/frames.hpp"
#include "journal/handshake.hpp"

namespace watercooler::bench {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::uint64_t batches_on_the_way = 2;  // of each eye

[[noreturn]] void give_up(const std::string& message) {
    std::fprintf(stderr, "an eye: %s\n", message.c_str());
    std::exit(1);
}

std::int64_t wall_now_ns() {
    return std::chrono::nanoseconds{std::chrono::system_clock::now().time_since_epoch()}.count();
}

}  // namespace

struct ManyEyes::Connection {
    Connection(asio::io_context& io, int number) : member{number}, socket{io} {}
    int member;
    asio::ip::tcp::socket socket;
    journal::FrameReader frames{false};
    std::array<std::uint8_t, 4096> input{};
    Buffer sending{};
    bool writing = false;
    std::uint64_t next_round = 0, acked_rounds = 0;
};

ManyEyes::ManyEyes(const MadeUpBatches& batches, std::uint16_t port) : batches_{batches}, port_{port} {}
ManyEyes::~ManyEyes() = default;

void ManyEyes::connect() {
    for (int member = 0; member < batches_.members(); ++member) {
        auto& eye = *eyes_.emplace_back(std::make_unique<Connection>(io_, member));
        eye.socket.connect({asio::ip::make_address("127.0.0.1"), port_});
        eye.socket.set_option(asio::ip::tcp::no_delay{true});
        journal::Hello hello;
        hello.stream = batches_.stream(member);
        hello.program = "bench";
        hello.next = {1};
        eye.sending.assign(journal::greeting.begin(), journal::greeting.end());
        journal::append_frame(eye.sending, journal::FrameType::hello, bytes_of(journal::write(hello)));
        asio::write(eye.socket, asio::buffer(eye.sending));
        read(eye);
    }
    while (welcome_ < eyes_.size()) io_.run_one();
}

void ManyEyes::read(Connection& eye) {
    eye.socket.async_read_some(asio::buffer(eye.input), [this, &eye](error_code error, std::size_t size) {
        if (error) give_up("the connection broke: " + error.message());
        eye.frames.add({eye.input.data(), size});
        while (const auto frame = eye.frames.next()) take(eye, *frame);
        read(eye);
    });
}

void ManyEyes::take(Connection& eye, const journal::Frame& frame) {
    if (frame.type == journal::FrameType::welcome) return void(++welcome_);
    if (frame.type == journal::FrameType::ack) return acknowledged(eye, journal::read_ack(frame.payload));
    give_up("Sauron refuses: " + std::string{text_of(frame.payload)});
}

void ManyEyes::acknowledged(Connection& eye, Sequence seq) {
    const auto rounds = seq.value / MadeUpBatches::events_per_batch;
    acknowledged_ += (rounds - eye.acked_rounds) * MadeUpBatches::events_per_batch;
    eye.acked_rounds = rounds;
    {
        const std::lock_guard lock{mutex_};
        latest_ = {batches_.stream(eye.member).member, seq, std::chrono::steady_clock::now()};
    }
    if (!paced_) send_batch(eye);
}

bool ManyEyes::may_send(const Connection& eye) const {
    return !eye.writing && eye.next_round <= last_round_ && eye.next_round < eye.acked_rounds + batches_on_the_way;
}

void ManyEyes::send_batch(Connection& eye) {
    if (!may_send(eye)) return;
    auto wall_ns = wall_now_ns() - MadeUpBatches::span_ns;
    if (MadeUpBatches::is_news(eye.next_round)) {
        auto& same = news_wall_ns_[eye.next_round - MadeUpBatches::first_news_round];
        if (same == 0) same = wall_ns;
        wall_ns = same;
    }
    eye.sending.clear();
    batches_.append_frame(eye.sending, eye.member, eye.next_round++, wall_ns);
    eye.writing = true;
    asio::async_write(eye.socket, asio::buffer(eye.sending), [this, &eye](error_code error, std::size_t) {
        if (error) give_up("the connection broke: " + error.message());
        eye.writing = false;
        if (!paced_) send_batch(eye);
    });
}

void ManyEyes::feed(std::chrono::milliseconds time) {
    for (const auto& eye : eyes_) send_batch(*eye);
    io_.restart();
    io_.run_for(time);
}

void ManyEyes::feed_at(std::uint64_t events_per_second, std::chrono::seconds time) {
    paced_ = true;
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t sent = 0;
    while (true) {
        const auto elapsed = std::chrono::steady_clock::now() - began;
        if (elapsed >= time) break;
        const auto due = static_cast<std::uint64_t>(elapsed / std::chrono::milliseconds{1}) * events_per_second / 1000 /
                         MadeUpBatches::events_per_batch;
        for (; sent < due && may_send(*eyes_[sent % eyes_.size()]); ++sent) send_batch(*eyes_[sent % eyes_.size()]);
        io_.restart();
        io_.run_for(std::chrono::milliseconds{5});
    }
    const auto waits = [](const auto& eye) { return eye->writing || eye->acked_rounds < eye->next_round; };
    while (std::any_of(eyes_.begin(), eyes_.end(), waits)) io_.run_one();
}

bool ManyEyes::idle() const {
    return std::all_of(eyes_.begin(), eyes_.end(), [this](const auto& eye) { return eye->acked_rounds > last_round_; });
}

void ManyEyes::finish(std::uint64_t at_least) {
    const auto a_round = MadeUpBatches::events_per_batch * eyes_.size();
    constexpr auto rounds_least = MadeUpBatches::first_news_round + MadeUpBatches::news_count;
    last_round_ = std::max(rounds_least, (at_least + a_round - 1) / a_round) - 1;
    for (const auto& eye : eyes_) last_round_ = std::max(last_round_ + 1, eye->next_round) - 1;
    for (const auto& eye : eyes_) send_batch(*eye);
    while (!idle()) io_.run_one();
}

ManyEyes::Latest ManyEyes::latest() const {
    const std::lock_guard lock{mutex_};
    return latest_;
}

}  // namespace watercooler::bench
