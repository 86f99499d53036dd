/// What the script of a page knows of its picture.
#pragma once

#include "rbacgraph/report/picture.h"
#include "report/json_text.h"

namespace rbacgraph {

/// {"compares", "nodes", "edges"}: in the order of the picture, each with what the page shows of
/// it. Every text is printable.
Json page_data(const AccessPicture& picture);

}  // namespace rbacgraph
