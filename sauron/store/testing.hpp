#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "store/store.hpp"

/// For the tests of this folder and of those that stand on it: a real PostgreSQL server, and made-up events.
namespace watercooler::store::testing {

/// A server on a free loopback port, in a folder of its own, as an unprivileged user. It ends with its owner, and with
/// the process. Aborts with a sentence when it cannot be started: a test without its server has failed.
class PostgresServer {
public:
    /// `durable`: with its fsyncs, for benchmarks.
    explicit PostgresServer(bool durable = false);
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer();

    /// A new, empty database.
    std::string new_database();
    /// Does now what the server does by itself within minutes of many new rows.
    void settle(const std::string& database) const;
    /// From now on `database` is what was in `other`, which is gone. Whoever was connected to either is not any more.
    void replace(const std::string& database, const std::string& other) const;
    void start();
    void stop();
    void crash();

    /// The one that all tests of this process share.
    static PostgresServer& shared();

private:
    void make_folder();
    void run_initdb();
    bool answers() const;
    std::string address(const std::string& database) const;
    static void run(const std::string& database, const std::string& sql);

    bool durable_;
    std::string folder_, programs_;
    int port_ = 0, databases_ = 0;
    std::int64_t pid_ = -1;
};

/// Events as a club makes them, from a seed: sends and receipts, rumors that travel, and now and then something odd.
class Club {
public:
    explicit Club(std::uint64_t seed, int members = 6, std::int64_t start_ns = 1'772'366'400'000'000'000);

    journal::Stream stream(int member) const;
    /// The member's next events; the wall clock goes on.
    std::vector<journal::Stamped> next(int member, int events);
    Batch batch(int member, int events);
    /// As if these had never been reported.
    void lose(int member, int events) { seqs_[static_cast<std::size_t>(member)] += static_cast<std::uint64_t>(events); }
    std::int64_t now() const { return now_; }
    int members() const { return static_cast<int>(seqs_.size()); }
    const std::vector<Uuid>& rumors() const { return rumors_; }
    std::uint64_t random(std::uint64_t below) { return generator_() % below; }

private:
    Event event(int member);
    std::string name(int member) const;

    std::mt19937_64 generator_;
    std::vector<std::uint64_t> seqs_;
    std::vector<Uuid> rumors_;
    std::int64_t now_, start_;
};

Batch batch_of(const journal::Stream& stream, const std::vector<journal::Stamped>& events);

}  // namespace watercooler::store::testing
