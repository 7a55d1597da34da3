#pragma once

#include <string>
#include <string_view>

#include "http/files.hpp"
#include "http/guard.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "member/faults_link.hpp"
#include "member/live.hpp"
#include "member/member.hpp"

namespace watercooler::member {

/// The HTTP of a member: first who may ask at all (guard.hpp), then the routes. api/openapi.json says what each
/// answers.
class Api {
public:
    /// `pages` is the pack of the dashboard, which outlives it; without one there is none.
    Api(Member& member, Live& live, std::string_view pages = {});
    static http::Limits limits();
    http::Handlers handlers();

private:
    void add_pages();
    void add_views();
    void add_entries();
    void add_control();
    void add_exercise();
    /// A route that wants the club's token.
    void add_guarded(const std::string& method, const std::string& pattern, http::Router::Handler handler);
    void gossip(const http::Request& request, const http::Reply& reply);
    void set_entry(const http::Request& request, const http::Reply& reply);
    void change_faults(const http::Request& request, const http::Reply& reply);
    void note(const http::Answered& answered);

    Member& member_;
    Live& live_;
    FaultsLink faults_;
    http::Guard guard_;
    http::Files pages_;
    http::Router router_;
};

}  // namespace watercooler::member
