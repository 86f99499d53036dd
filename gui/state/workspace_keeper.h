/// The bookmarks of a session, and the workspace file that it is kept in, if any.
///
/// Knows no window. What it did, or why it did nothing, and what a file had that is gone by now, is
/// in told(). No file is replaced but the one that was read or written last, as it was then; any
/// other workspace only where one says so, and what is none never.
///
/// Thread rule: as the Session that it is given, which is the same one all the time.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "state/bookmark.h"
#include "state/session.h"
#include "state/worker.h"
#include "state/workspace.h"

namespace rbacgraph::gui {

class WorkspaceKeeper {
 public:
  /// All of it printable.
  struct Told {
    std::string text;  ///< "" for nothing
    std::vector<std::string> lines;
    std::string hint;
    bool warns = false;
    bool unsaved = false;  ///< it is about a file that was not written
    /// There is another workspace in this file, which saving would replace. Not printable.
    std::string replaces;
  };

  /// `wake` is called by workers when there is something to poll for. Before anything else.
  void wake_by(std::function<void()> wake) { wake_ = std::move(wake); }

  const std::vector<Bookmark>& bookmarks() const { return bookmarks_; }
  /// The view as it is; under a new name where it is a bookmark already.
  void keep(const Session& session, std::string name);
  void remove(std::size_t place);
  void go(Session& session, std::size_t place);
  /// Are there bookmarks, or names of them, that are in no file?
  bool has_unsaved() const { return bookmarks_ != saved_bookmarks_; }

  /// Reads a workspace, opens its inputs, and shows its view; until then all stays as it is.
  void open(const std::string& path);
  /// `replace`: another workspace too, if that is what is there.
  void save(const Session& session, std::string path, bool replace = false);
  /// The file that was read or written last; "" for none.
  const std::string& path() const { return path_; }
  /// The file that somebody means who typed this: its whole path, and ".rbacgraph" at its end where
  /// it has no ending and there is no such file.
  static std::string file_for(const std::string& typed);
  /// What to call the file at first: "cluster.rbacgraph" beside the input.
  static std::string path_for(const Session& session);

  /// Takes in what workers have finished, and goes on with it. True where something changed.
  bool poll(Session& session);
  bool busy() const { return reader_.busy() || writer_.busy() || opening_.has_value(); }
  bool saving() const { return writer_.busy(); }
  const Told& told() const { return told_; }
  void forget_told() { told_ = {}; }
  void tell(Told told) { told_ = std::move(told); }
  /// Something else was written since: that an attempt before failed is no news any more.
  void tell_written(const std::string& text);

 private:
  /// A workspace that was read.
  struct Opening {
    std::string path;
    std::string text;
    ReadWorkspace read;
    std::vector<std::string> inputs;  ///< those that are there
    std::vector<std::string> others;
    std::vector<std::string> gone;         ///< what is not there, printable
    std::shared_ptr<const Policy> before;  ///< of the session, when its inputs were opened
  };
  struct Saved {
    std::string path;
    std::string text;
    std::vector<Bookmark> bookmarks;
    Told told;
    bool done = false;
  };
  struct Arrived {
    std::optional<Opening> opening;
    std::optional<Saved> saved;
    std::optional<Error> error;
  };
  void take(Session& session, Opening opening);
  void finish(Session& session, Opening opening);
  Workspace workspace_of(const Session& session) const;
  static Saved saved(const std::string& path, std::string text, const std::string& known,
                     bool replace);

  std::function<void()> wake_ = [] {};
  std::vector<Bookmark> bookmarks_;
  std::vector<Bookmark> saved_bookmarks_;
  std::string asked_to_open_;  ///< what would take the place of bookmarks that are in no file
  bool has_news_ = false;      ///< told without a worker
  std::string path_;
  std::string text_;  ///< of the file, as it is known
  /// What was opened of the workspace, and what it names: some of that may not be there now, and
  /// is in it nevertheless.
  std::vector<std::string> opened_inputs_;
  std::vector<std::string> opened_others_;
  std::vector<WorkspaceInput> inputs_;
  std::vector<WorkspaceInput> others_;
  std::optional<Opening> opening_;  ///< its inputs are being read
  Told told_;

  std::mutex mutex_;
  Arrived arrived_;  // guarded by mutex_
  Worker reader_;    // after what they write to
  Worker writer_;
};

}  // namespace rbacgraph::gui
