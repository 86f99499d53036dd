/// Functions of libraries that are loaded when they are first needed.
#pragma once

#include <dlfcn.h>

namespace rbacgraph {

/// False where the library, and those that it needs, have none of this name.
template <class Function>
bool find_symbol(void* library, const char* name, Function& function) {
  void* const symbol = ::dlsym(library, name);
  // POSIX says that this is right; the language has no word for it.
  function = reinterpret_cast<Function>(symbol);  // NOLINT(*-reinterpret-cast)
  return symbol != nullptr;
}

}  // namespace rbacgraph
