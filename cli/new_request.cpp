// Reads what `new` was asked for.
#include <algorithm>
#include <set>
#include <watercooler/rumor.hpp>

#include "cli/duration.hpp"
#include "cli/new_plan.hpp"
#include "club/files.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t label_bytes_max = 255;
constexpr std::chrono::milliseconds interval_max = std::chrono::hours{24};

Result<void> read_specs(const Arguments& arguments, NewRequest& request) {
    const auto count = arguments.number("--count");
    if (count && !arguments.words.empty())
        return tl::unexpected{usage("--count chooses the names itself", "Give names, or --count, not both.")};
    if (count && (*count == 0 || *count > members_at_once_max))
        return tl::unexpected{usage("--count " + std::to_string(*count) + " is out of range",
                                    "From 1 to " + std::to_string(members_at_once_max) + " at once.")};
    for (const auto& word : arguments.words) {
        const auto spec = parse_member_spec(word);
        if (!spec) return tl::unexpected{spec.error()};
        request.specs.push_back(*spec);
    }
    if (request.specs.empty()) request.specs.resize(count.value_or(1));
    return {};
}

/// Nobody twice, no port twice.
Result<void> check_repeats(const NewRequest& request) {
    std::set<std::string> names, places;
    for (const auto& spec : request.specs) {
        if (spec.name && !names.insert(*spec.name).second)
            return tl::unexpected{usage("\"" + *spec.name + "\" is named twice", "Each name once.")};
        if (!spec.port || *spec.port == 0) continue;
        const auto place = place_text(spec.host.value_or("127.0.0.1"), *spec.port);
        if (!places.insert(place).second) return tl::unexpected{usage(place + " is given twice", "Each port once.")};
    }
    return {};
}

Result<void> check_join(const std::string& address) {
    const auto colon = address.rfind(':');
    const auto port = colon == std::string::npos ? std::string{} : address.substr(colon + 1);
    const bool number =
        !port.empty() && port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    if (number && colon > 0 && std::stoi(port) >= 1 && std::stoi(port) <= 65535) return {};
    return tl::unexpected{usage("--join \"" + address + "\" is no host:port", "Such as 127.0.0.1:7946 or [::1]:7946.")};
}

Result<void> read_extra(const Arguments& arguments, NewRequest& request) {
    auto& extra = request.extra;
    for (const auto& address : arguments.texts("--join")) {
        if (auto fine = check_join(address); !fine) return fine;
        extra.insert(extra.end(), {"--join=" + address});
    }
    if (const auto book = arguments.text("--book")) {
        if (book->empty()) return tl::unexpected{usage("--book is empty", "Such as --book \"Dune\".")};
        const auto fine = check_payload(*book);
        if (!fine) return tl::unexpected{usage("the book cannot be told: " + fine.error().message)};
        extra.push_back("--book=" + *book);
        request.book_given = true;
    }
    if (const auto interval = arguments.duration("--interval")) {
        if (*interval > interval_max)
            return tl::unexpected{
                usage("--interval " + *arguments.text("--interval") + " is too long", "At most 24h; 0 = never.")};
        extra.push_back("--interval=" + std::to_string(interval->count()) + "ms");
    }
    if (const auto label = arguments.text("--label")) {
        if (label->empty() || label->size() > label_bytes_max)
            return tl::unexpected{usage("--label wants 1 to 255 bytes", "\"none\" is to have none.")};
        extra.push_back("--label=" + *label);
    }
    if (arguments.has("--open-gossip")) extra.push_back("--open-gossip");
    for (const auto flag : {"--tell-http", "--hold", "--no-eye", "--journal"})
        if (arguments.has(flag)) extra.emplace_back(flag);
    for (const auto& each : arguments.texts("--sauron")) extra.push_back("--sauron=" + each);
    return {};
}

}  // namespace

Result<NewRequest> read_new_request(const Arguments& arguments) {
    NewRequest request;
    if (const auto read = read_specs(arguments, request); !read) return tl::unexpected{read.error()};
    if (const auto fine = check_repeats(request); !fine) return tl::unexpected{fine.error()};
    if (const auto from = arguments.text("--from")) {
        const auto base = parse_port_base(*from);
        if (!base) return tl::unexpected{base.error()};
        request.base = *base;
    }
    if (const auto read = read_extra(arguments, request); !read) return tl::unexpected{read.error()};
    request.seed = arguments.number("--seed");
    request.replace = arguments.has("--replace");
    request.partial = arguments.has("--partial");
    request.wait = !arguments.has("--no-wait");
    return request;
}

Result<void> apply_settings(const Settings& settings, const Arguments& arguments, NewRequest& request) {
    if (!arguments.has("--from")) {
        const auto base = parse_port_base(settings.base_port.value);
        if (!base) return tl::unexpected{base.error()};
        request.base = *base;
    }
    if (!arguments.has("--interval") && settings.interval.origin != "default")
        request.extra.push_back("--interval=" + settings.interval.value);
    return {};
}

std::vector<std::string> member_command(const Context& context, const NewRequest& request, const Planned& planned) {
    const auto& place = context.place();
    std::vector<std::string> command{"--name",
                                     planned.name,
                                     "--host",
                                     planned.host,
                                     "--port",
                                     std::to_string(planned.port),
                                     "--club",
                                     place.club.text(),
                                     "--home",
                                     club::split_path(place.path).first,
                                     "--log-to-folder",
                                     "--ready-fd",
                                     "3"};
    command.insert(command.end(), request.extra.begin(), request.extra.end());
    command.insert(command.end(), planned.extra.begin(), planned.extra.end());
    return command;
}

}  // namespace watercooler::cli
