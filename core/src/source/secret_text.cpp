#include "rbacgraph/source/secret_text.h"

#include <openssl/crypto.h>

namespace rbacgraph {

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace rbacgraph
