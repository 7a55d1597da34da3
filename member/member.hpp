#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <watercooler/codec.hpp>

#include "driver/driver.hpp"
#include "member/activity.hpp"
#include "member/club_link.hpp"
#include "member/eye_link.hpp"
#include "member/http_teller.hpp"
#include "member/journal_file.hpp"
#include "member/options.hpp"
#include "member/picker.hpp"
#include "program/log.hpp"

namespace watercooler::member {

using program::Log;

/// One member as a process: its driver, its picks, its place in the club's folder. The API talks to this.
class Member {
public:
    using OnEvents = std::function<void(std::span<const Event> events)>;

    Member(boost::asio::io_context& io, const Options& options, ClubLink link, driver::Port port, Log& log,
           driver::Hooks http_hooks);
    ~Member();

    /// Begins to gossip, joins, writes the record as ready. Errors: the record cannot be written.
    club::Expected<void> start();
    /// Called after each batch of events: the live stream.
    void on_events(OnEvents handler) { on_events_ = std::move(handler); }

    boost::asio::io_context& io() { return io_; }
    driver::Driver& driver() { return *driver_; }
    const driver::Driver& driver() const { return *driver_; }
    ClubLink& link() { return link_; }
    /// A rumor came over HTTP from `remote`, and the rules made that of it.
    void heard_over_http(const std::string& remote, const Rumor& rumor, Outcome outcome) {
        if (teller_) teller_->heard(remote, rumor, outcome);
    }
    /// Nodes that speak only HTTP and are known to this member itself.
    std::size_t http_peers() const { return teller_ ? teller_->count() : 0; }
    const Activity& activity() const { return activity_; }
    const Options& options() const { return options_; }
    const std::string& url() const { return url_; }
    Log& log() { return log_; }
    const Picker& picker() const { return picker_; }
    /// Nothing with --no-eye.
    std::optional<eye::Counts> eye_counts() const;
    /// The address, for a browser, of the first Sauron that this member reports to. Nothing if it knows none.
    std::optional<std::string> sauron_url() const;

    using Chosen = std::function<void(const tl::expected<Version, RumorError>&)>;
    /// Sets an entry by hand. A book that was chosen so is kept: the picker leaves it alone until `release`, unless
    /// `automatic`. False: it is held until the thaw, and `done` is never called.
    bool choose(std::string key, std::string value, bool automatic, Chosen done);
    void release();
    /// Nanoseconds since 1970, now.
    std::int64_t wall_time_ns() const;

    /// Says goodbye, then ends the loop; a second call ends it at once.
    void leave(std::string reason);
    int exit_code() const { return exit_code_; }

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>,
                                                    boost::asio::io_context::executor_type>;
    driver::Hooks hooks(driver::Hooks http_hooks);
    eye::Hooks eye_hooks();
    void take(std::span<const Event> events, std::int64_t wall_time_ns);
    /// To the log, and to whoever reads our events. Not before the driver runs.
    void say(Log::Level level, const std::string& text);
    void begin_with_a_book();
    void join_given();
    void each_second();
    void join_unlisted();
    void save(club::Durable durable);
    void arm_picker();
    void pick_now();
    void wait_until_left(std::chrono::steady_clock::time_point deadline);
    void finish();
    void end();

    boost::asio::io_context& io_;
    Options options_;
    ClubLink link_;
    Log& log_;
    std::shared_ptr<const Codec> codec_;
    Activity activity_;
    Picker picker_;
    OnEvents on_events_;
    std::string url_;
    std::optional<JournalFile> journal_;
    std::unique_ptr<EyeLink> eye_;  // null: it was not wanted
    std::unique_ptr<driver::Driver> driver_;
    std::unique_ptr<HttpTeller> teller_;  // null: not yet, or we have left
    Timer second_, pick_, leaving_;
    std::string leave_reason_;
    std::string save_trouble_;
    int seconds_ = 0;
    int exit_code_ = 0;
    bool finished_ = false;
};

}  // namespace watercooler::member
