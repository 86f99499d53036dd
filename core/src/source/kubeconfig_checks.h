/// What has to be right about the chosen entries, and what they come to (SEMANTICS §5.1).
#pragma once

#include <string>
#include <string_view>

#include "rbacgraph/source/kubeconfig.h"
#include "source/kubeconfig_file.h"

namespace rbacgraph {

/// Checks the entry, reads its CA and fills `access`. `words` names the entry.
Result<void> check_cluster(const ClusterEntry& entry, const std::string& words,
                           ClusterAccess& access);
/// Checks the entry, reads its certificate and key and fills `access`, whose name is set. `where`
/// is " (FILE:LINE)" or "".
Result<void> check_user(const UserEntry& entry, const std::string& where, UserAccess& access);

bool has_credentials(const UserEntry& entry);
/// A DNS label.
bool is_namespace_name(std::string_view name);
/// `path` as seen from where we are: the command line's paths don't belong to a kubeconfig.
std::string absolute_if_given(const std::string& path);
std::string trimmed(std::string_view text);
/// A small file. The message says which, and why not.
Result<SecretText> read_credential_file(const std::string& path);

}  // namespace rbacgraph
