/**
 * What `source <(leastwise completion bash)` reads. Ours, because that of @bomb.sh/tab 0.0.22 needs the bash-completion
 * package, never falls back to file names, and evaluates the typed line: a `>` in it would empty a file. This one works
 * from bash 3.2 (macOS) on and evaluates nothing.
 */
export const bashCompletion = `# bash completion for leastwise
_leastwise_complete() {
  local word line glue='' directive=0
  local -a words
  words=()
  COMPREPLY=()
  # Bash splits at "=": --type=role arrives as three words.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ( $word == "=" || -n $glue ) && \${#words[@]} -gt 0 ]]; then
      words[\${#words[@]}-1]="\${words[\${#words[@]}-1]}$word"
    else
      words[\${#words[@]}]=$word
    fi
    if [[ $word == "=" ]]; then glue=yes; else glue=''; fi
  done
  while IFS= read -r line; do
    case $line in
      :[0-9]*) directive=\${line#:} ;;
      *) COMPREPLY[\${#COMPREPLY[@]}]=\${line%%$'\\t'*} ;;
    esac
  done < <(leastwise complete -- "\${words[@]}" 2>/dev/null)
  # Without an offer of ours bash completes file names (-o default), unless they are not wanted.
  if (( directive & 4 )); then compopt +o default 2>/dev/null; fi
  return 0
}
complete -o default -F _leastwise_complete leastwise
`
