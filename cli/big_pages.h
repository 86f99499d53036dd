/// Memory in big pages for a program that reads a cluster, answers, and ends.
#pragma once

namespace rbacgraph::cli {

/// Makes the heap one region, of which the first 64 MB may be pages of 2 MB: a model of a hundred
/// thousand objects is then there after some twenty page faults in place of ten thousand, and its
/// tables are found through fewer entries of the processor's. Nothing is given back to the system
/// before the end. To be called once, before there are threads; where the system has no such
/// pages, or another allocator is in place (sanitizers), it does nothing.
void use_big_pages();

}  // namespace rbacgraph::cli
