/// The scripts are thin: they hand the line to `rbacgraph __complete` and the candidates to the
/// shell. Names in the candidates come from anybody's cluster, so each script quotes what it
/// inserts.
#include <string_view>

#include "cli/completion.h"

namespace rbacgraph::cli {
namespace {

constexpr std::string_view kBash =
    R"script(# bash completion for rbacgraph; it asks the program itself (rbacgraph __complete).
_rbacgraph() {
  local rest=${COMP_LINE:0:COMP_POINT} words=() lines word current head i
  # bash takes words apart at : and = too. What has no blank in front of it belongs together.
  for ((i = 0; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i -gt 0 && $rest != [[:blank:]]* ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
    rest=${rest#"${rest%%[![:blank:]]*}"}
    rest=${rest#"$word"}
  done
  if [[ -n $rest && $rest != [[:blank:]]* ]]; then
    current=${words[-1]}$rest
    unset 'words[-1]'
  else
    current=${rest#"${rest%%[![:blank:]]*}"}
  fi
  COMPREPLY=()
  # Inside of quotes other words would have to be escaped than outside.
  [[ $current != [\'\"]* ]] || return
  mapfile -t lines < <(
    "${words[0]/#\~\//$HOME/}" __complete --quoted -- "${words[@]:1}" "$current" 2>/dev/null)
  ((${#lines[@]})) || return
  local directive=${lines[-1]}
  unset 'lines[-1]'
  # bash replaces what stands behind the last : or = alone.
  head=
  [[ $COMP_WORDBREAKS != *=* || $current != *=* ]] || head=${current%"${current##*=}"}
  [[ $COMP_WORDBREAKS != *:* || ${current#"$head"} != *:* ]] || head=${current%"${current##*:}"}
  for word in "${lines[@]}"; do
    word=${word%%$'\t'*}
    word=${word#"$head"}
    [[ -n $word ]] || continue
    printf -v word %q "$word"
    COMPREPLY+=("$word")
  done
  case $directive in
    :0) compopt -o default ;;
    :6) compopt -o nospace ;;
  esac
}
complete -F _rbacgraph rbacgraph kubectl-rbacgraph
)script";

constexpr std::string_view kZsh = R"script(#compdef rbacgraph kubectl-rbacgraph
# zsh completion for rbacgraph; it asks the program itself (rbacgraph __complete).
_rbacgraph() {
  local -a lines texts shown more
  local line text directive
  lines=("${(@f)$("${(Q)words[1]/#\~\//$HOME/}" __complete -- \
    "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  directive=${lines[-1]}
  lines[-1]=()
  for line in "${lines[@]}"; do
    text=${line%%$'\t'*}
    texts+=("$text")
    [[ $line == *$'\t'* ]] && text+="  -- ${line#*$'\t'}"
    shown+=("$text")
  done
  if (( ! $#texts )); then
    [[ $directive == :0 ]] || return 1
    compset -P '-*='
    _files
    return
  fi
  [[ $directive == :6 ]] && more=(-S '')
  compadd "${more[@]}" -d shown -a texts
}
if [[ $funcstack[1] == _rbacgraph ]]; then
  _rbacgraph "$@"
else
  compdef _rbacgraph rbacgraph kubectl-rbacgraph
fi
)script";

constexpr std::string_view kFish =
    R"script(# fish completion for rbacgraph; it asks the program itself (rbacgraph __complete).
function __rbacgraph_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l lines ($program __complete -- $words "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return
    set -l directive $lines[-1]
    set -e lines[-1]
    if test "$directive" = :0
        set -l head (string match -r -- '^-[^=]*=' "$current")
        for path in (__fish_complete_path (string replace -r -- '^-[^=]*=' '' "$current"))
            echo "$head$path"
        end
    else
        string join \n -- $lines
    end
end
complete -c rbacgraph -f -a '(__rbacgraph_complete)'
complete -c kubectl-rbacgraph -f -a '(__rbacgraph_complete)'
)script";

}  // namespace

std::string_view completion_script(std::string_view shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  return shell == "fish" ? kFish : std::string_view{};
}

}  // namespace rbacgraph::cli
