/// libcurl, loaded when a cluster is first asked.
///
/// Linking it would cost every run 9 ms and 29 more libraries (curl's own: Kerberos, LDAP, SSH …),
/// the ones that only read files too, and a machine that never asks a cluster needs none of it.
#pragma once

#include <curl/curl.h>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

/// The functions that are used. libcurl is initialised.
struct CurlLibrary {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_reset) easy_reset = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_multi_init) multi_init = nullptr;
  decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&::curl_multi_perform) multi_perform = nullptr;
  decltype(&::curl_multi_poll) multi_poll = nullptr;
  decltype(&::curl_multi_info_read) multi_info_read = nullptr;
  decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
};

/// Loads it once; lives to the end of the process. Any thread. Unsupported where there is none.
Result<const CurlLibrary*> curl_library();

}  // namespace rbacgraph
