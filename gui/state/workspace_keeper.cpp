#include "state/workspace_keeper.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "rbacgraph/report/display.h"
#include "state/input.h"
#include "state/node_presence.h"
#include "state/typed_path.h"
#include "state/write_file.h"

namespace rbacgraph::gui {
namespace {

WorkspaceKeeper::Told told_of(const Error& error) {
  WorkspaceKeeper::Told told;
  told.text = printable(error.message);
  told.hint = printable(error.hint);
  told.warns = true;
  return told;
}

bool is_there(const std::string& path) {
  std::error_code none;
  return std::filesystem::exists(std::filesystem::symlink_status(path, none));
}

/// Of these inputs the ones that are there; tells of the others.
std::vector<std::string> present(const std::vector<WorkspaceInput>& inputs,
                                 std::vector<std::string>& gone) {
  std::vector<std::string> paths;
  for (const WorkspaceInput& input : inputs) {
    std::error_code none;
    // Whether a context is there is told by reading it.
    if (is_context(input.word) || std::filesystem::exists(input.word, none)) {
      paths.push_back(input.word);
    } else {
      gone.push_back("the input " + printable(input.word) + " is not there");
    }
  }
  return paths;
}

std::vector<WorkspaceInput> inputs_of(const std::vector<std::string>& paths) {
  std::vector<WorkspaceInput> inputs;
  for (const std::string& path : paths) {
    if (is_context(path)) {
      inputs.push_back({path});
      continue;
    }
    inputs.push_back({whole_path(path)});
  }
  return inputs;
}

/// What of a kept view the inputs no longer have; "" for nothing.
std::string missing_of(const Session& session, const KeptView& view) {
  const Result<Question> question = session.read(view.question);
  if (!question) {
    return printable(question.error().message);
  }
  // Whom a comparison is about may be on either side of it.
  if (question->ask == Ask::Diff) {
    return session.comparison() ? "" : "there is nothing to compare with";
  }
  const std::string subject = unknown_subject(*session.policy(), *question);
  if (subject.empty()) {
    return "";
  }
  return "no binding and no account knows " + subject;
}

/// "what was pinned in it, A, B and 3 more, is not there"; "" where nothing is gone.
std::string gone_of(std::string_view what, const std::vector<std::string>& gone) {
  constexpr std::size_t kNamed = 3;
  if (gone.empty()) {
    return "";
  }
  std::string text = "what was " + std::string(what) + " in it";
  const std::size_t named = std::min(gone.size(), kNamed);
  for (std::size_t at = 0; at < named; ++at) {
    text += at > 0 && at + 1 == gone.size() ? " and " : ", ";
    text += printable(gone[at]);
  }
  if (gone.size() > named) {
    text += " and " + std::to_string(gone.size() - named) + " more";
  }
  return text + ", is not there";
}

/// Lines about one view after another, as far as anybody would read them.
class MissingLines {
 public:
  MissingLines(const Session& session, std::vector<std::string>& lines)
      : session_(session), lines_(lines), nodes_(*session.policy(), session.comparison().get()) {}

  void look_at(const std::string& name, const KeptView& view) {
    std::vector<std::string> gone;
    if (nodes_.is_gone(view.selected)) {
      gone.push_back(view.selected);
    }
    const std::string selected = gone_of("selected", gone);
    gone.clear();
    std::ranges::copy_if(view.pins, std::back_inserter(gone),
                         [&](const std::string& id) { return nodes_.is_gone(id); });
    for (const std::string& what :
         {missing_of(session_, view), selected, gone_of("pinned", gone)}) {
      if (what.empty()) {
        continue;
      }
      if (++told_ <= kMost) {
        std::string& line = lines_.emplace_back(name);
        line.append(": ").append(what);
      }
    }
  }
  void end() {
    if (told_ > kMost) {
      lines_.push_back(std::to_string(told_ - kMost) + " more of its views miss something");
    }
  }

 private:
  static constexpr std::size_t kMost = 100;

  const Session& session_;
  std::vector<std::string>& lines_;
  NodePresence nodes_;
  std::size_t told_ = 0;
};

}  // namespace

void WorkspaceKeeper::tell_written(const std::string& text) {
  if (!told_.unsaved) {
    return;
  }
  told_ = {};
  told_.text = text;
}

void WorkspaceKeeper::keep(const Session& session, std::string name) {
  std::size_t size = std::min(name.size(), Workspace::kMostText);
  // Never within a letter.
  while (size < name.size() && size > 0 &&
         (static_cast<unsigned char>(name[size]) & 0xC0U) == 0x80U)
    --size;
  name.resize(size);
  if (const auto place = bookmark_of(bookmarks_, session.view())) {
    bookmarks_[*place].name = std::move(name);
  } else if (bookmarks_.size() < Workspace::kMostBookmarks) {
    bookmarks_.push_back({std::move(name), kept_view(session.view())});
  }
}

void WorkspaceKeeper::remove(std::size_t place) {
  if (place < bookmarks_.size()) {
    bookmarks_.erase(bookmarks_.begin() + static_cast<std::ptrdiff_t>(place));
  }
}

void WorkspaceKeeper::go(Session& session, std::size_t place) {
  if (place >= bookmarks_.size() || !session.policy()) {
    return;
  }
  const Bookmark& bookmark = bookmarks_[place];
  Result<Question> question = session.read(bookmark.view.question);
  if (!question) {
    told_ = told_of(question.error());
    told_.text = "The bookmark " + printable(bookmark.name) + " leads nowhere: " + told_.text;
    return;
  }
  session.apply(ShowView{view_of(bookmark.view, std::move(*question))});
}

void WorkspaceKeeper::open(const std::string& path) {
  const bool loses = std::ranges::any_of(bookmarks_, [this](const Bookmark& each) {
    return std::ranges::find(saved_bookmarks_, each) == saved_bookmarks_.end();
  });
  if (loses && std::exchange(asked_to_open_, path) != path) {
    told_ = told_of(
        {ErrorCode::InvalidArgument, "There are bookmarks that are in no file",
         "Ctrl S saves them in a workspace; opened again, the other one takes their place"});
    has_news_ = true;
    return;
  }
  asked_to_open_.clear();
  opening_.reset();
  reader_.give([this, path](const std::stop_token& stop) {
    Arrived arrived;
    Opening opening;
    opening.path = path;
    Result<std::string> bytes = workspace_bytes(path);
    Result<ReadWorkspace> read =
        bytes ? read_workspace(*bytes, path) : Result<ReadWorkspace>(tl::unexpected(bytes.error()));
    if (read) {
      opening.text = std::move(*bytes);
      opening.read = std::move(*read);
      opening.inputs = present(opening.read.workspace.inputs, opening.gone);
      opening.others = present(opening.read.workspace.others, opening.gone);
      arrived.opening = std::move(opening);
    } else {
      arrived.error = read.error();
    }
    if (stop.stop_requested()) {
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      arrived_.opening = std::move(arrived.opening);
      arrived_.error = std::move(arrived.error);
    }
    wake_();
  });
}

void WorkspaceKeeper::take(Session& session, Opening opening) {
  if (opening.inputs.empty()) {
    told_ = told_of({ErrorCode::NotFound, "None of the inputs of " + opening.path + " is there",
                     "the file stays as it is"});
    told_.lines = std::move(opening.gone);
    return;
  }
  opening.before = session.policy();
  session.open(opening.inputs, opening.others);
  opening_ = std::move(opening);
}

void WorkspaceKeeper::finish(Session& session, Opening opening) {
  const bool is_read =
      session.policy() != opening.before && session.policy()->paths == opening.inputs;
  if (!is_read) {
    if (!session.load().error.empty()) {
      told_ = told_of({ErrorCode::Io, "The workspace " + opening.path + " was not opened", ""});
      told_.lines.push_back(session.load().error);
      told_.hint = session.load().hint;
    }
    return;
  }
  const Workspace& workspace = opening.read.workspace;
  bookmarks_ = saved_bookmarks_ = workspace.bookmarks;
  path_ = std::move(opening.path);
  text_ = std::move(opening.text);
  opened_inputs_ = std::move(opening.inputs);
  opened_others_ = std::move(opening.others);
  inputs_ = workspace.inputs;
  others_ = workspace.others;
  told_ = {};
  told_.lines = std::move(opening.gone);
  if (!session.load().error.empty()) {
    told_.lines.push_back(session.load().error);
  }
  if (Result<Question> question = session.read(workspace.view.question)) {
    session.apply(ShowView{view_of(workspace.view, std::move(*question))});
  }
  MissingLines missing(session, told_.lines);
  missing.look_at("the view", workspace.view);
  for (const Bookmark& bookmark : bookmarks_) {
    missing.look_at("the bookmark " + printable(bookmark.name), bookmark.view);
  }
  missing.end();
  told_.lines.insert(told_.lines.end(), opening.read.notes.begin(), opening.read.notes.end());
  if (!told_.lines.empty()) {
    told_.text = count_text(told_.lines.size(), "thing") + " of this workspace " +
                 (told_.lines.size() == 1 ? "is" : "are") + " not as it says";
    told_.hint = "what is gone is kept in it, and may be there another time";
    told_.warns = true;
  }
}

Workspace WorkspaceKeeper::workspace_of(const Session& session) const {
  Workspace workspace;
  const std::vector<std::string> none;
  const auto& paths = session.policy()->paths;
  const auto& others = session.comparison() ? session.comparison()->paths : none;
  workspace.inputs = paths == opened_inputs_ ? inputs_ : inputs_of(paths);
  const bool same = paths == opened_inputs_ && others == opened_others_;
  workspace.others = same ? others_ : inputs_of(others);
  workspace.view = kept_view(session.view());
  workspace.bookmarks = bookmarks_;
  return workspace;
}

/// Writes, where nothing is lost by it.
WorkspaceKeeper::Saved WorkspaceKeeper::saved(const std::string& path, std::string text,
                                              const std::string& known, bool replace) {
  Saved saved;
  saved.path = path;
  if (is_there(path)) {
    const Result<std::string> bytes = workspace_bytes(path);
    if (!bytes) {
      saved.told = told_of(bytes.error());
      return saved;
    }
    const bool is_ours = !known.empty() && *bytes == known;
    if (!is_ours && !read_workspace(*bytes, path)) {
      saved.told = told_of({ErrorCode::Io, path + " is there, and no workspace",
                            "it stays as it is: take another name, or remove it first"});
      return saved;
    }
    if (!is_ours && !replace) {
      saved.told = told_of({ErrorCode::Io,
                            known.empty() ? "Another workspace is in " + path
                                          : path + " was changed since it was read here",
                            ""});
      saved.told.replaces = path;
      return saved;
    }
  }
  const Result<void> written = write_file(path, text);
  saved.done = written.has_value();
  if (!written) {
    saved.told = told_of(written.error());
  } else {
    saved.told.text = "Saved in " + printable(path);
    saved.text = std::move(text);
  }
  return saved;
}

void WorkspaceKeeper::save(const Session& session, std::string path, bool replace) {
  if (!session.policy() || path.empty()) {
    return;
  }
  const Workspace workspace = workspace_of(session);
  const auto& paths = session.policy()->paths;
  Result<std::string> text = workspace_text(workspace, path);
  if (std::ranges::find(paths, "-") != paths.end()) {
    text = fail(ErrorCode::InvalidArgument, "What came from standard input can't be read again",
                "open a file instead");
  }
  if (text) {
    // What can't be read again must not take the place of what can.
    if (const Result<ReadWorkspace> again = read_workspace(*text, path); !again) {
      text =
          fail(ErrorCode::InvalidArgument,
               "This can't be saved, because it could not be read again: " + again.error().message,
               "let go of the view or bookmark that it is about");
    }
  }
  if (!text) {
    told_ = told_of(text.error());
    told_.unsaved = true;
    return;
  }
  told_ = {};
  std::string known = path == path_ ? text_ : "";
  writer_.give([this, path = std::move(path), text = std::move(*text), known = std::move(known),
                bookmarks = bookmarks_, replace](const std::stop_token&) {
    Saved done = saved(path, text, known, replace);
    done.bookmarks = bookmarks;
    {
      const std::lock_guard lock(mutex_);
      arrived_.saved = std::move(done);
    }
    wake_();
  });
}

std::string WorkspaceKeeper::file_for(const std::string& typed) {
  std::error_code none;
  std::filesystem::path path = std::filesystem::absolute(typed, none).lexically_normal();
  if (none || !path.has_filename()) {
    return typed;
  }
  const std::filesystem::file_status there = std::filesystem::status(path, none);
  const bool is_taken = std::filesystem::exists(there) && !std::filesystem::is_directory(there);
  if (!path.has_extension() && !is_taken) {
    path += ".rbacgraph";
  }
  return path.string();
}

std::string WorkspaceKeeper::path_for(const Session& session) {
  if (!session.policy()) {
    return "";
  }
  const std::string& first = session.policy()->paths.front();
  if (std::optional<std::string> context = context_in(first)) {
    // Often names of clusters are addresses with slashes.
    std::ranges::replace(*context, '/', '-');
    return *context + ".rbacgraph";
  }
  std::filesystem::path path(first);
  if (!path.has_filename()) {
    path = path.parent_path();
  }
  return (path.parent_path() / path.stem()).string() + ".rbacgraph";
}

bool WorkspaceKeeper::poll(Session& session) {
  Arrived arrived;
  {
    const std::lock_guard lock(mutex_);
    arrived = std::exchange(arrived_, {});
  }
  bool changed = std::exchange(has_news_, false);
  if (arrived.saved) {
    changed = true;
    told_ = std::move(arrived.saved->told);
    told_.unsaved = !arrived.saved->done;
    if (arrived.saved->done) {
      path_ = std::move(arrived.saved->path);
      text_ = std::move(arrived.saved->text);
      saved_bookmarks_ = std::move(arrived.saved->bookmarks);
    }
  }
  if (arrived.error) {
    changed = true;
    told_ = told_of(*arrived.error);
  }
  if (arrived.opening) {
    changed = true;
    take(session, std::move(*arrived.opening));
  }
  if (opening_ && !session.load().loading) {
    changed = true;
    Opening opening = std::move(*opening_);
    opening_.reset();
    finish(session, std::move(opening));
  }
  return changed;
}

}  // namespace rbacgraph::gui
