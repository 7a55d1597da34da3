#pragma once

#include <string>
#include <string_view>

#include "api/resource.hpp"

namespace watercooler::api {

/// GET /plain: the stored requests without script, newest first, with a box for a filter and a link to the next page.
class IndexPage : public Resource {
public:
    IndexPage(store::Store& store, std::string club, NowNs now_ns = wall_now_ns)
        : Resource(store, std::move(now_ns)), club_(std::move(club)) {}
    http::Response get(const http::Request& request) override;

private:
    std::string club_;
};

/// GET /openapi.json, as it was built in.
std::string_view openapi();
/// GET /docs: the same for people, and the filter language.
http::Response docs_page();

/// Such that a page shows it and does nothing with it.
std::string html(std::string_view text);

}  // namespace watercooler::api
