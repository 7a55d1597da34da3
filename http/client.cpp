#include "http/client.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <watercooler/assert.hpp>

#include "http/exchange.hpp"
#include "http/socket.hpp"

namespace watercooler::http {
namespace asio = boost::asio;

namespace {

ClientResult late(const ClientRequest& request) {
    return tl::unexpected{ClientError{ClientError::Kind::timed_out, host_and_port(request) + ": no answer in time"}};
}

/// Keeps `concurrency` exchanges under way until all are done.
class Batch {
public:
    Batch(asio::io_context& io, std::span<const ClientRequest> requests, std::size_t concurrency)
        : io_(io), requests_(requests), results_(requests.size()), running_(requests.size()) {
        for (std::size_t i = 0; i < std::min(concurrency, requests.size()); ++i) begin_next();
    }

    bool done() const { return finished_ == requests_.size(); }

    /// What has come; the rest has timed out.
    std::vector<ClientResult> take() {
        std::vector<ClientResult> all;
        for (std::size_t i = 0; i < results_.size(); ++i) {
            if (running_[i]) running_[i]->give_up();
            all.push_back(results_[i] ? std::move(*results_[i]) : late(requests_[i]));
        }
        return all;
    }

private:
    void begin_next() {
        if (begun_ == requests_.size()) return;
        const auto which = begun_++;
        running_[which] = make_exchange(io_, requests_[which], [this, which](ClientResult result) {
            results_[which] = std::move(result);
            running_[which] = nullptr;
            ++finished_;
            begin_next();
        });
        running_[which]->start();
    }

    asio::io_context& io_;
    std::span<const ClientRequest> requests_;
    std::vector<std::optional<ClientResult>> results_;
    std::vector<std::shared_ptr<Exchange>> running_;
    std::size_t begun_ = 0;
    std::size_t finished_ = 0;
};

/// One exchange with a deadline. Its timer keeps it alive until it is done.
class Asked : public std::enable_shared_from_this<Asked> {
public:
    Asked(asio::io_context& io, ClientRequest request, std::function<void(ClientResult)> done)
        : request_(std::move(request)), done_(std::move(done)), timer_(io) {}

    void start(asio::io_context& io, std::chrono::milliseconds timeout) {
        exchange_ = make_exchange(io, request_, [weak = weak_from_this()](ClientResult result) {
            if (const auto self = weak.lock()) self->finish(std::move(result));
        });
        timer_.expires_after(timeout);
        timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
            if (!error) self->finish(late(self->request_));
        });
        exchange_->start();
    }

private:
    void finish(ClientResult result) {
        const auto done = std::exchange(done_, nullptr);
        if (!done) return;
        timer_.cancel();
        std::exchange(exchange_, nullptr)->give_up();
        done(std::move(result));
    }

    ClientRequest request_;
    std::function<void(ClientResult)> done_;
    Timer timer_;
    std::shared_ptr<Exchange> exchange_;
};

}  // namespace

void ask(asio::io_context& io, ClientRequest request, std::chrono::milliseconds timeout,
         std::function<void(ClientResult)> done) {
    std::make_shared<Asked>(io, std::move(request), std::move(done))->start(io, timeout);
}

ClientResult fetch(const ClientRequest& request, std::chrono::milliseconds timeout) {
    return std::move(fetch_all({&request, 1}, timeout).front());
}

std::vector<ClientResult> fetch_all(std::span<const ClientRequest> requests, std::chrono::milliseconds timeout,
                                    std::size_t concurrency) {
    WATERCOOLER_ASSERT(concurrency > 0);
    asio::io_context io{1};
    const auto deadline = SteadyClock::now() + timeout;
    Batch batch{io, requests, concurrency};
    while (!batch.done() && io.run_one_until(deadline) > 0) {
    }
    auto results = batch.take();
    io.poll();  // what was given up winds down while it still has somewhere to run
    return results;
}

}  // namespace watercooler::http
