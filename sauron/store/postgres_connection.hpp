#pragma once

#include <functional>
#include <map>

#include "store/postgres.hpp"

namespace watercooler::store::postgres {

/// A connection that is made anew when the server comes back.
class Connection {
public:
    Connection(std::string address, std::string settings)
        : address_{std::move(address)}, settings_{std::move(settings)} {}

    /// Connects if it is not connected. Errors: WC-STORE-AWAY; WC-STORE-MOVED when another database is there now.
    Expected<void> connect();
    /// Begins a transaction by this statement, whatever was before, together with its first question: in one round
    /// trip. The first use after the server was away finds a connection that only looks alive: it is made anew.
    Expected<void> begin(const char* sql);
    /// Ends it without waiting for the answer, which would say nothing new.
    void end_unheard();
    /// One statement, which the server reads and plans the first time only. Errors: WC-STORE-AWAY when the connection
    /// broke: whether it happened is unknown then.
    Expected<Rows> ask(const std::string& sql, const Parameters& parameters = {});
    /// The same, with each row as it comes: `with` works while the server does. It must not ask anything itself.
    Expected<void> each(const std::string& sql, const Parameters& parameters,
                        const std::function<void(const Rows& row)>& with);
    /// Several statements without parameters.
    Expected<void> run(const std::string& sql);
    /// Where, without a password.
    std::string where() const;
    bool in_transaction() const;

private:
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    Error error(const PGresult* result) const;
    Expected<void> recognize();
    /// Its name at the server; null if there are too many already.
    Expected<const char*> prepared(const std::string& sql, const std::vector<Oid>& types);
    /// The results of one question: all rows at once, or each as it comes.
    Expected<void> answer(const std::string& sql, const Parameters& parameters, bool row_by_row,
                          const std::function<void(Rows)>& with);
    /// Sends a question, behind the BEGIN that waited for it. What is heard next are the question's results.
    Expected<void> send(const std::string& sql, const Parameters& parameters);
    Expected<void> hear_begun();
    /// Whatever is still to be heard of what was sent.
    void hear_out();

    std::string address_, settings_;
    std::unique_ptr<PGconn, Finish> connection_;
    std::string database_{};                       // which one it is, of all in the world
    const char* beginning_ = nullptr;              // the BEGIN that waits for a question
    std::map<std::string, std::string> prepared_;  // names by text
};

}  // namespace watercooler::store::postgres
