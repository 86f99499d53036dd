#include "rbacgraph/source/private_process.h"

#include <cstdlib>
#include <sys/resource.h>

namespace rbacgraph {

void keep_credentials_in_memory() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // libcurl writes the keys of its connections to the file that this names.
  ::unsetenv("SSLKEYLOGFILE");  // NOLINT(concurrency-mt-unsafe): see the header
}

}  // namespace rbacgraph
