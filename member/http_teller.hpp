#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <watercooler/event.hpp>
#include <watercooler/node.hpp>

#include "http/client.hpp"
#include "member/http_peers.hpp"

namespace watercooler::driver {
class Driver;
}

namespace watercooler::member {

/// Speaks HTTP to the nodes that speak nothing else: each hears of every book, from two of the members that it came to.
/// Which nodes these are stands in this member's own entry `http-peers`, so that everybody knows.
///
/// Nothing is sent while the member is frozen, and nothing here waits.
class HttpTeller {
public:
    using Say = std::function<void(const std::string& text)>;

    /// `off_loopback`: nodes on other hosts are told, too. `driver` outlives it.
    HttpTeller(boost::asio::io_context& io, driver::Driver& driver, bool off_loopback, Say say);

    /// This came over HTTP from `remote`, and the rules made that of it.
    void heard(const std::string& remote, const Rumor& rumor, Outcome outcome);
    /// What the node did.
    void events(std::span<const Event> events);
    /// Once a second: who tells whom, and what our entry says.
    void look();
    /// How many nodes this member keeps an eye on.
    std::size_t count() const { return peers_.proven().size(); }

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>,
                                                    boost::asio::io_context::executor_type>;
    bool is_candidate(const Address& place, const Rumor& rumor) const;
    void publish();
    void wake();
    void pump();
    void ask(const HttpPeers::Question& question);
    void ask_for_peers(const HttpPeers::Question& question);
    void tell_book(const HttpPeers::Question& question, const EntryView& entry);
    void answered_look(const HttpPeers::Question& question, const http::ClientResult& result);
    void answered_telling(const HttpPeers::Question& question, const Event& sent, const http::ClientResult& result);
    void look_what_lacks(const HttpPeers::Question& question, const std::string& body, Sequence cause);
    void failed(const HttpPeers::Question& question, Event dropped, const std::string& why);
    void send(http::ClientRequest request, std::function<void(http::ClientResult)> done);
    Sequence note(Event event);

    boost::asio::io_context& io_;
    driver::Driver& driver_;
    bool off_loopback_;
    Say say_;
    HttpPeers peers_;
    Timer timer_;
    Instant armed_for_ = never;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // an answer may come after this
};

/// `User-Agent` of what a teller asks. Members refuse it: they are told by gossip, and clubs must not meet by HTTP.
inline constexpr std::string_view teller_agent = "watercooler-member";

/// Where a node that told this rumor over HTTP lives: what the rumor says of its origin, if it came from there.
std::optional<Address> own_place(const std::string& remote, const Rumor& rumor);

}  // namespace watercooler::member
