#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/random.hpp"
#include "faults/decider.hpp"
#include "sim/fault.hpp"
#include "sim/host.hpp"
#include "sim/queue.hpp"
#include "sim/trace.hpp"

namespace watercooler::sim {

/// Watches a run. Called while it happens; must not change the network.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void event(Instant, const Host&, const Event&) {}
    /// A node has worked off one input, and what it wanted is under way.
    virtual void worked(Instant, const Host&) {}
    virtual void started(Instant, const Host&) {}
    virtual void ended(Instant, const Host&) {}
};

/// What the network did, beside what the nodes say.
struct NetworkCounts {
    std::uint64_t datagrams = 0, delivered = 0, lost = 0, duplicated = 0, reordered = 0, corrupted = 0, cut = 0;
    std::uint64_t refused = 0, into_the_void = 0, socket_drops = 0;
    std::uint64_t streams = 0, streams_refused = 0, stream_bytes = 0;
    std::uint64_t bytes = 0;
};

/// A club of real nodes on a made-up network with a made-up clock. Single-threaded, deterministic by seed: every member
/// is a Node behind a FreezeGate, and between them only bytes travel. Host time starts at 0.
class Network {
public:
    static constexpr std::int64_t wall_zero_ms = 1'800'000'000'000;  // when every run begins; no real run did

    struct Options {
        std::uint64_t seed = 1;
        Weather weather{};
        Settings settings{};  // of every member; name and address are set by `start`
        std::string label{};
    };
    explicit Network(Options options);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    // ---- what the story does ----
    struct Start {
        std::string handle{};
        std::string name{};                  // empty: the handle
        std::optional<Address> at{};         // nothing: the next free one of 10.0.0.0/8, port 7946
        std::vector<std::string> join{};     // handles; empty: nobody
        std::optional<Settings> settings{};  // nothing: the network's
    };
    /// Errors: the handle is taken (asserted).
    Host& start(const Start& start);
    /// Errors, as a sentence: no such member, it does not run, it runs already. Nothing was done then.
    std::optional<std::string> apply(const Fault& fault);
    /// Applies it when its time comes. A fault that cannot be applied then is counted in `faults_void`.
    void schedule(Instant at, Fault fault);
    /// Through the member's gate: held while it is frozen. False: held (or waiting, if hard frozen).
    bool command(Host& host, std::string what, FreezeGate::Command run);
    void join(Host& host, const std::vector<std::string>& seeds);
    bool step_event(Host& host);

    // ---- time ----
    Instant now() const { return now_; }
    /// Everything up to and at `until` happens.
    void run_until(Instant until);
    void run_for(Duration span) { run_until(now_ + span); }
    /// Runs until `done` holds, looked at every `every`; false if that was not so by the bound.
    bool run_until(const std::function<bool()>& done, Instant bound, Duration every);

    // ---- what is ----
    const std::deque<Host>& hosts() const { return hosts_; }
    Host* find(std::string_view handle);
    const Host* at(const Address& address) const;  // the process that listens there
    std::size_t running() const;
    /// The club's word says so.
    bool frozen() const { return club_.frozen && club_.thaw_at.value_or(never) > now_; }
    const Weather& weather() const { return weather_; }
    bool connected(const Host& from, const Host& to) const;
    struct ActiveFault {
        std::uint64_t id = 0;
        faults::Fault fault{};
        std::optional<Duration> left{};
    };
    std::vector<ActiveFault> faults() const;
    const NetworkCounts& counts() const { return counts_; }
    const Trace& trace() const { return trace_; }
    std::size_t under_way() const { return under_way_; }  // datagrams and stream bytes between hosts
    std::uint64_t faults_void() const { return faults_void_; }
    void watch(Observer& observer) { observers_.push_back(&observer); }

private:
    struct Wire;  // the streams: sim/wire.cpp
    struct Arrival {
        HostId sender;
        std::uint32_t boot;  // of the sender, for a refusal
        Address from, to;
        Buffer bytes;
    };
    struct Refusal {
        HostId to;
        std::uint32_t boot;
        RefusalIn refusal;
    };
    struct StreamArrival {
        std::uint64_t connection;
        int side;
        StreamIn part;
    };
    struct Wake {
        HostId host;
    };
    struct Planned {
        Fault fault;
    };
    /// What a driver tells its node's events: a fault came, went, or dropped something.
    struct Noted {
        HostId host;
        std::uint32_t boot;
        Event event;
    };
    struct FaultOver {
        std::uint64_t id;
    };
    // At one instant in this order.
    static constexpr std::uint8_t packets = 0, timers = 1, plans = 2;
    using Happening = std::variant<Wake, Arrival, Refusal, StreamArrival, Planned, Noted, FaultOver>;

    void happen(Happening what);
    void boot(Host& host);
    void end(Host& host);
    void deliver(Host& host, Input input);
    void hand_over(Host& host, const Input& input);
    void look(Host& host, Outbox& out);
    void wake(Host& host);
    void worked(Host& host);
    void send(Host& from, Datagram datagram);
    bool wired(const Host& from, const Host& to) const;
    void fly(Host& from, const Address& to, Duration time, Buffer bytes);
    void arrived(Arrival arrival);
    void note(const Host& host, Event event);
    void dropped(const Host& where, const Host& peer, const faults::Fault& by, Bytes datagram);
    void fault_over(std::uint64_t id);
    Duration fault_time() const;
    void arm(Host& host);
    Duration trip();
    void emit(Host& host, const Event& event);

    std::optional<std::string> run(const SetWeather&);
    std::optional<std::string> run(const Partition&);
    std::optional<std::string> run(const Cut&);
    std::optional<std::string> run(const Heal&);
    std::optional<std::string> run(const Crash&);
    std::optional<std::string> run(const Restart&);
    std::optional<std::string> run(const FreezeHard&);
    std::optional<std::string> run(const ThawHard&);
    std::optional<std::string> run(const FreezeClub&);
    std::optional<std::string> run(const ThawClub&);
    std::optional<std::string> run(const StepClub&);
    std::optional<std::string> run(const FreezeOne&);
    std::optional<std::string> run(const ThawOne&);
    std::optional<std::string> run(const StepOne&);
    std::optional<std::string> run(const Leave&);
    std::optional<std::string> run(const AddFault&);
    std::optional<std::string> run(const RemoveFault&);
    std::optional<std::string> run(const HealFaults&);
    struct Had {
        std::uint64_t id = 0;
        faults::Fault fault{};
        std::optional<Duration> until{};  // in fault_time()
    };
    void end_fault(const Had& had, std::string_view why);
    void apply_faults();
    template <class Do>
    std::optional<std::string> with_process(std::string_view who, Do act);
    template <class Do>
    std::optional<std::string> with_awake(std::string_view who, Do act);
    void tell_all_of_the_word();

    Options options_;
    std::shared_ptr<const Codec> codec_;
    core::Random random_;
    Weather weather_;
    Instant now_{};
    Queue<Happening> queue_;
    std::deque<Host> hosts_;  // a reference to a host stays good
    std::map<std::string, HostId, std::less<>> handles_;
    std::map<Address, HostId> places_;  // where processes listen
    std::set<Address> known_places_;    // where one ever listened
    std::vector<std::uint32_t> side_;   // by host; 0 = on no side
    std::set<std::pair<HostId, HostId>> cuts_;
    std::vector<Had> had_;
    faults::Decider decider_;
    std::uint64_t fault_ids_ = 0;
    Duration frozen_before_{};  // in freezes of the club that are over
    Instant frozen_since_{};
    FreezeOrder club_;
    std::unique_ptr<Wire> wire_;
    Outbox out_;
    Trace trace_;
    NetworkCounts counts_;
    std::size_t under_way_ = 0;
    std::uint64_t faults_void_ = 0;
    std::vector<Observer*> observers_;
};

}  // namespace watercooler::sim
