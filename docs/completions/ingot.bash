# bash completion for ingot. tests/cli/documented.py keeps the options in step with the tool.
_ingot() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  local common="--help --help-all --verbose --quiet --color= --diagnostics="
  local code="-O0 -O1 -O2 -O3 -Os -C -W --mcpu= --march= --cpu-features= --jobs --deterministic --unknown-imports= --dir= --env= --tcplisten=
    --max-memory= --max-stack= --max-fds= --timeout= --fuel= --filter-escapes --no-os-sandbox --link= --main-name= --runtime-library= --progress= --time-report"
  local compile="-o -c -S --output --emit= --validate --strip --target= --module-symbol= --profile-generate --profile-use= --sealed --linker-argument=
    --print-link-command"
  local words=""
  # "=" separates words, so the value of --emit=obj is a word of its own.
  [[ $before == "=" ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
  [[ $word == "=" ]] && { before=${COMP_WORDS[COMP_CWORD - 1]}; word=""; }

  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "compile run inspect --help --version" -- "$word"))
    return
  fi
  case $before in
    --emit) words="exe obj shared-lib asm llvm-ir llvm-ir-unopt none" ;;
    --color | --progress) words="auto always never" ;;
    --time-report) words="table json" ;;
    --diagnostics) words="text json" ;;
    --unknown-imports) words="error trap" ;;
    --target) words="x86_64-unknown-linux-musl" ;;
    --mcpu | --march) words="native x86-64 x86-64-v2 x86-64-v3 x86-64-v4" ;;
    -C) words="help memory-base=symbol memory-base=register entry=start entry=invoke product=program product=library stack-size= disable-pass=loop-addresses disable-pass=loop-versions disable-pass=loop-checks disable-pass=middle-exits disable-pass=complements disable-pass=reroll disable-pass=separate-rows disable-pass=columns disable-pass=pause-markers disable-pass=native-libc disable-pass=known-callees disable-pass=inline-across" ;;
    -W) words="help" ;;
    --dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    *)
      if [[ $word == -* ]]; then
        case $command in
          compile) words="$common $code $compile" ;;
          run) words="$common $code --invoke=" ;;
          inspect) words="$common --json" ;;
        esac
      else
        COMPREPLY=($(compgen -f -X '!*.wasm' -- "$word") $(compgen -d -- "$word"))
        return
      fi
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ ${COMPREPLY[0]:-} == *= ]] && compopt -o nospace
}
complete -o filenames -F _ingot ingot
