# Completes the command line of espalier; made by `espalier completion`.
_espalier() {
  local word=${COMP_WORDS[COMP_CWORD]} choices="" line
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    choices="@COMMANDS@ --help --version"
  else
    case ${COMP_WORDS[1]} in
    @CASES@
    esac
    case $word in
      -*) ;;
      *) choices="" ;;
    esac
  fi
  # Line by line: a name may hold spaces and stars.
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(if [ -n "$choices" ]; then compgen -W "$choices" -- "$word"; else compgen -f -- "$word"; fi)
}
complete -o filenames -F _espalier espalier
