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
    # Behind -- there are files alone, also such as begin with a dash.
    for line in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
      if [ "$line" = -- ]; then choices=""; fi
    done
  fi
  # Line by line: a name may hold spaces and stars.
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(if [ -n "$choices" ]; then compgen -W "$choices" -- "$word"; else compgen -f -- "$word"; fi)
}
# What is not found here, such as a name in quotes or behind a variable, the shell completes by itself.
complete -o filenames -o bashdefault -o default -F _espalier espalier
