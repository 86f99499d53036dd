/// What the build generates from core/src/report/page: the parts that pages are made of.
#pragma once

#include <span>

#include "base/embedded_file.h"

namespace rbacgraph {

/// page.html, which names the others' places, page.css, and the scripts in the order in which they
/// are run.
std::span<const EmbeddedFile> page_embedded();

}  // namespace rbacgraph
