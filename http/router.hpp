#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/reply.hpp"

namespace watercooler::http {

/// Finds the handler of a method and a path.
///
/// A pattern such as "/api/v1/entries/{key}" matches segment by segment; `{key}` takes any one segment that is not
/// empty, which the handler finds as `request.capture("key")`: "/api/v1/entries/a%2Fb" is that of the key "a/b".
/// Patterns without a name win over those with one. An unknown path is answered 404 with the paths that look like it; a
/// wrong method 405 with those that are allowed.
class Router {
public:
    using Handler = std::function<void(Request, Reply)>;

    /// The same method and pattern twice is our own mistake, and so is a pattern that does not begin with '/'.
    void add(std::string method, std::string pattern, Handler handler);

    /// Answers by the handler found, or with 404 or 405.
    void operator()(Request request, const Reply& reply) const;

private:
    struct Route {
        std::string method;
        std::string pattern;
        std::vector<std::string> segments;  // of the pattern
        Handler handler;
    };

    const Route* find(const Request& request) const;
    std::string allowed(const Request& request) const;
    std::vector<std::string> near(std::string_view path) const;

    std::vector<Route> routes_;
};

}  // namespace watercooler::http
