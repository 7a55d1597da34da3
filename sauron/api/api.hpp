#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/control.hpp"
#include "api/convergence.hpp"
#include "api/keep_up.hpp"
#include "api/lines.hpp"
#include "api/live.hpp"
#include "api/members.hpp"
#include "api/resource.hpp"
#include "api/status.hpp"
#include "api/tail.hpp"
#include "api/worker.hpp"
#include "collector/committer.hpp"
#include "collector/eyes.hpp"
#include "http/files.hpp"
#include "http/guard.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace watercooler::api {

/// The HTTP of Sauron: first who may ask at all (http/guard.hpp), then the routes, api/sauron/openapi.json. Questions
/// about a moment are answered one after the other on a worker's thread, those that look something up in the store on
/// another, so that a page's do not wait for each other; what takes long (a backup) has its own, and so have commands
/// to the club. Only the parsing of HTTP, the health and the live views run on the socket thread.
class Api {
public:
    /// So long a question waits for its answer, and one about Sauron's health for the store.
    struct Patience {
        std::chrono::milliseconds answer{30'000}, health{2'000};
    };
    struct Parts {
        boost::asio::io_context& io;
        store::Store& store;
        collector::Committer& committer;
        collector::Eyes& eyes;
        std::string club, token;
        std::uint16_t port = 0;
        std::vector<std::string> hosts{};  ///< more names and addresses of ours
        std::string url, version, started;
        std::function<std::optional<OtlpCounts>()> otlp{};
        Kept kept{};
        std::string_view pages{};  ///< the pack of the app, which outlives this
        ControlSettings control{};
        Patience patience{};
    };

    explicit Api(Parts parts);
    static http::Limits limits();
    http::Handlers handlers();
    /// What this Sauron has stored just now.
    void stored(std::span<const store::Batch> batches, std::span<const store::Accepted> accepted);
    /// Begins to read what is stored already.
    void start();
    /// Does something long on the thread of the chores: retention. False: too much waits there.
    Worker& chores() { return chores_; }
    /// Says goodbye to the pages and ends the threads.
    void stop();

private:
    using Answer = std::function<http::Response()>;

    void add(Worker& worker, std::string pattern, Resource& resource);
    /// Each resource belongs to one worker, whose thread alone calls it.
    template <class Kind, class... More>
    void add_resource(Worker& worker, std::string pattern, More... more);
    void add_guarded(const std::string& method, const std::string& pattern, http::Router::Handler handler);
    void add_pages();
    void add_resources();
    void add_doors();
    void ask(Worker& worker, Answer answer, const http::Reply& reply);
    /// Replies with what comes first: the answer, or after so long what `instead` says.
    http::Reply in_time(const http::Reply& reply, std::chrono::milliseconds time, Answer instead);
    /// Or WC-STORE-SLOW, after the patience with an answer.
    http::Reply in_time(const http::Reply& reply);
    void with_health(const http::Reply& reply,
                     std::function<http::Response(const Status&, const store::Expected<store::Health>&)> write);
    void take_lines(http::Request request, LineRules rules, const http::Reply& reply);
    void submit(Lines lines, const http::Reply& reply);
    void take_events(http::Request request, const http::Reply& reply);
    void import(http::Request request, const http::Reply& reply);
    void backup(const http::Request& request, const http::Reply& reply);
    void drop_run(const http::Request& request, const http::Reply& reply);
    void run_command(const http::Request& request, const http::Reply& reply);
    Status status() const;

    Parts parts_;
    http::Guard guard_;
    http::Files pages_;
    http::Router router_;
    std::vector<std::unique_ptr<Resource>> resources_;
    std::shared_ptr<MomentsOfRuns> moments_;  // shared: what is folded for one answer is there for the other
    ConvergenceOfClub convergence_;
    Members members_;
    Control control_;
    Worker questions_, lookups_, chores_, commands_;  // behind what they use
    KeepUp keep_up_;
    Live live_;
    Tail tail_;
};

}  // namespace watercooler::api
