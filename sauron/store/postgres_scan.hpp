#pragma once

#include "store/postgres.hpp"

namespace watercooler::store::postgres {

/// The statement that looks at up to `limit` blocks behind `after`, in their order. Its columns are those of
/// read_head(), then whether the block may hold what is asked for; of one that may not only the key is worth something.
std::pair<std::string, Parameters> scan_sql(const Selection& selection, const std::optional<BlockKey>& after,
                                            std::size_t limit);

}  // namespace watercooler::store::postgres
