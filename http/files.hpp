#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/router.hpp"

namespace watercooler::http {

/// The pages that were built into a program, as one pack (web/build/pack.ts writes it and says how it looks).
///
/// Each file is there as it is, by gzip and by brotli; a client gets the smallest that it takes. Pages keep nothing
/// without asking: an ETag that still fits is answered 304. HTML may load from its own origin only, run no script
/// that is written into it, and be framed by nobody. Without a pack there are no files.
class Files {
public:
    /// The bytes outlive it. Bytes that are no pack are our own mistake.
    explicit Files(std::string_view pack = {});

    /// A route for each; this outlives the router.
    void add_to(Router& router) const;

private:
    struct Part {
        std::size_t at = 0, size = 0;
    };
    struct File {
        std::string_view pattern, type, etag;
        Part identity, gzip, brotli;
    };
    File read_line(std::string_view line) const;
    Response answer(const File& file, const Request& request) const;
    Response whole(const File& file, std::string_view encoding, std::string etag) const;

    std::string_view body_;
    std::vector<File> files_;
};

/// Whether a client with this Accept-Encoding takes that encoding: `takes("gzip, br;q=0", "br")` is false.
bool takes_encoding(std::string_view accepted, std::string_view encoding);

}  // namespace watercooler::http
