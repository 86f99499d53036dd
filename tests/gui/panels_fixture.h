/// A small policy in a file, and the panels without a window to open it in.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "gui_policy.h"
#include "headless.h"

namespace rbacgraph::gui {

/// With a binding more.
inline std::string other_policy() {
  return std::string(kSmallPolicy) + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: more, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: User, name: zoe}]
)";
}

class Panels : public testing::Test, public Headless {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "rbacgraph-panels-" + std::to_string(getpid()) + ".yaml";
    std::ofstream(path_) << kSmallPolicy;
    // Else what random keys export would lie wherever the tests were started.
    state_.export_path = path_ + ".svg";
  }
  void TearDown() override {
    std::filesystem::remove(path_);
    std::filesystem::remove(path_ + ".svg");
    // Where saving goes at first.
    std::filesystem::remove(std::filesystem::path(path_).replace_extension(".rbacgraph"));
  }

  void open() {
    session_.open({path_});
    settle();
  }
  static std::size_t drawn() {
    const ImDrawData* const data = ImGui::GetDrawData();
    return static_cast<std::size_t>(data->TotalVtxCount);
  }

  std::string path_;
};

}  // namespace rbacgraph::gui
