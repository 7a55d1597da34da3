#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "eye/intake.hpp"
#include "eye/link.hpp"
#include "journal/frames.hpp"

namespace watercooler::eye {

/// Takes batches to a Sauron: one connection at a time, each for the events of one life, from address to address until
/// somebody takes them. What an earlier life left on disk goes first.
class Delivery : public std::enable_shared_from_this<Delivery> {
public:
    /// `ended`: nothing more can be delivered after `finish`. All outlive this.
    Delivery(boost::asio::io_context& io, const Settings& settings, const Hooks& hooks, Intake& intake,
             std::function<void()> ended);
    ~Delivery();

    void set_addresses(std::vector<Address> next);
    /// Sends what may be sent, one write at a time.
    void pump();
    /// From now on: the rest, and goodbye. False: there is nobody to say it to.
    bool finish();
    void stop();

    bool streaming_own() const { return link_ && greeted_ && backlog_ == &intake_.backlog(); }
    std::uint64_t sent() const { return counted_sent_; }    // events of this life
    std::uint64_t acked() const { return counted_acked_; }  // of these

private:
    void try_soon();
    void connect();
    void choose_backlog();
    void say_hello();
    void take(const journal::Frame& frame);
    void welcomed(Bytes payload);
    void acked(Sequence seq);
    void refused(Bytes payload);
    void written();
    void settle();
    void old_delivered();
    void wait_for(std::chrono::milliseconds patience, const char* what);
    void give_up(const std::string& why);
    void closed(const std::string& why);
    void drop_link();
    void say(const std::string& text) const;
    void say_trouble(const std::string& why);
    const Address& address() const { return addresses_[at_ % addresses_.size()]; }

    boost::asio::io_context& io_;
    const Settings& settings_;
    const Hooks& hooks_;
    Intake& intake_;
    std::function<void()> ended_;
    Timer retry_timer_, patience_timer_;
    bool retry_armed_ = false;

    std::vector<Address> addresses_;
    std::size_t at_ = 0;
    unsigned failures_ = 0;
    std::minstd_rand luck_;
    std::shared_ptr<Link> link_;
    Backlog* backlog_ = nullptr;    // that the link delivers
    std::unique_ptr<Backlog> old_;  // of an earlier life, while it is being delivered
    BootId old_boot_;
    unsigned old_attempts_ = 0;
    std::set<BootId> put_off_;    // earlier lives that no Sauron wanted
    bool connected_ = false;      // the other side took the connection
    bool greeted_ = false;        // and has said welcome
    Sequence sent_, acked_here_;  // on this connection
    struct InFlight {
        Sequence last;
        std::size_t bytes;
    };
    std::deque<InFlight> in_flight_;
    std::size_t in_flight_bytes_ = 0;
    const char* awaited_ = "";
    std::uint64_t counted_sent_ = 0, counted_acked_ = 0;
    bool told_taken_ = false;             // the log knows that Sauron takes our events
    std::set<std::string> told_trouble_;  // since then
    bool finishing_ = false, said_bye_ = false, over_ = false;
};

}  // namespace watercooler::eye
