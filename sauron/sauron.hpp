#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/api.hpp"
#include "club/member_folder.hpp"
#include "collector/committer.hpp"
#include "collector/door.hpp"
#include "collector/eyes.hpp"
#include "collector/sockets.hpp"
#include "http/server.hpp"
#include "program/log.hpp"
#include "sauron/options.hpp"
#include "sauron/otlp_export.hpp"
#include "store/store.hpp"

namespace watercooler::sauron {

using program::Log;

/// Everything that a running Sauron is made of.
///
/// | thread | owns | uses |
/// |---|---|---|
/// | socket (runs the io_context) | door, eyes, HTTP, live views | hands work to the others, never waits for them |
/// | writer (Committer) | the order of commits | the store, to append |
/// | questions (Api) | what is folded for `convergence` | the store, to ask |
/// | chores (Api) | nothing | the store: retention, backup |
/// | commands (Api) | nothing | the command line, as a child; one at a time |
/// | OTLP, if wanted | what was handed on | the store, to ask; a receiver |
///
/// The store is shared and safe for all of them.
class Sauron {
public:
    struct Parts {
        boost::asio::io_context& io;
        const Options& options;
        club::Claim claim;
        std::string token;
        std::unique_ptr<store::Store> store;
        std::unique_ptr<collector::Door> door;
        Log& log;
        std::string_view pages{};  ///< the pack of the app, which outlives this
    };
    explicit Sauron(Parts parts);

    /// Writes the record and takes connections. Errors: the record cannot be written.
    club::Expected<void> start();
    const std::string& url() const { return url_; }
    /// Ends: what was received is committed and acknowledged, everybody is told, the record says goodbye. To be called
    /// while nobody runs the io_context, which is run here as long as that takes.
    void stop(const std::string& why);

private:
    static constexpr std::chrono::seconds drain_time{3}, goodbye_time{1}, retention_time{60}, look_time{1};

    api::Api::Parts api_parts();
    api::ControlSettings control() const;
    collector::Door::Handlers door_handlers();
    void tell_trouble(const std::optional<collector::Trouble>& trouble);
    void keep_looking();
    void keep_retaining(std::chrono::milliseconds after);
    void retain();
    club::Expected<void> write_record(std::optional<club::Exit> exit);

    Parts parts_;
    const std::string url_, started_;
    collector::Committer committer_;
    collector::Eyes eyes_;
    std::optional<OtlpExport> otlp_;
    api::Api api_;
    std::unique_ptr<http::Server> server_;
    collector::Timer retention_, look_;
    bool stopping_ = false;
};

/// `http://127.0.0.1:9090`
std::string url_of(const Address& address);

}  // namespace watercooler::sauron
