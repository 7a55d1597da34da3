#include "core/versions.hpp"

#include <algorithm>

namespace watercooler::core {

std::optional<Versions> versions_of(const std::optional<Buffer>& bytes) {
    Versions versions{};
    if (!bytes || bytes->size() != versions.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), versions.begin());
    return versions;
}

bool sane(const Versions& versions) { return versions[0] > 0 && versions[1] > 0 && versions[0] <= versions[1]; }

void VersionRange::narrow(const Versions& versions) {
    protocol_min = std::max(protocol_min, versions[0]);
    protocol_max = std::min(protocol_max, versions[1]);
    delegate_min = std::max(delegate_min, versions[3]);
    delegate_max = std::min(delegate_max, versions[4]);
}

bool VersionRange::allows(const std::optional<Versions>& versions) const {
    const auto spoken = versions.value_or(Versions{});
    return protocol_min <= spoken[2] && spoken[2] <= protocol_max &&  //
           delegate_min <= spoken[5] && spoken[5] <= delegate_max;
}

}  // namespace watercooler::core
