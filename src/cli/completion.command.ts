import { Argument, Command } from 'commander';
import { examples, print } from './output';

/** A command of the tree. `path` is empty for the program, else such as ` runs list`, with a space before each word. */
interface Node {
  readonly path: string;
  readonly command: Command;
}

type Shell = 'bash' | 'zsh' | 'fish';

const HELP = `
bash: add to ~/.bashrc              source <(npx autoindex completion bash)
zsh:  add to ~/.zshrc               source <(npx autoindex completion zsh)
fish: add to config.fish            npx autoindex completion fish | source

It completes "autoindex ..." and "npx autoindex ...". A new release may have other commands: open a new shell.
`;

/** Prints a script that knows all commands, so that no key press has to start Node. */
export function addCompletionCommand(program: Command): void {
  const scripts: Readonly<Record<Shell, (nodes: readonly Node[]) => string>> = { bash, zsh, fish };
  program
    .command('completion')
    .description('Print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .addHelpText('after', HELP + examples('source <(npx autoindex completion bash)'))
    .action((shell: Shell) => print(scripts[shell](nodesOf(program, ''))));
}

function nodesOf(command: Command, path: string): Node[] {
  return [{ path, command }, ...command.commands.flatMap((child) => nodesOf(child, `${path} ${child.name()}`))];
}

/** What may follow a path: subcommands and long options. */
function wordsAfter({ command }: Node): string[] {
  return [...command.commands.map((child) => child.name()), ...longOptions(command), '--help'];
}

function longOptions(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []);
}

function choicesOf({ path, command }: Node): { path: string; option: string; values: readonly string[] }[] {
  return command.options.flatMap(({ long, argChoices }) =>
    long === undefined || long === null || argChoices === undefined ? [] : [{ path, option: long, values: argChoices }],
  );
}

/** Options that take any value: after them the shell offers file names. */
function freeOptions({ path, command }: Node): string[] {
  return command.options.flatMap(({ long, required, optional, argChoices }) =>
    long !== undefined && long !== null && (required || optional) && argChoices === undefined
      ? [`${path} ${long}`]
      : [],
  );
}

function bash(nodes: readonly Node[]): string {
  const paths = nodes.map(({ path }) => path).filter((path) => path !== '');
  const free = nodes.flatMap(freeOptions);
  const cases = [
    ...nodes
      .flatMap(choicesOf)
      .map(({ path, option, values }) => `    '${path} ${option}') words='${values.join(' ')}' ;;`),
    `    ${free.map((text) => `'${text}'`).join('|')}) words='' ;;`,
    ...nodes.map((node) => `    '${node.path} '*) words='${wordsAfter(node).join(' ')}' ;;`).reverse(),
  ];
  return `_autoindex() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' words='' first=1 word
  COMPREPLY=()
  if [ "\${COMP_WORDS[0]}" = npx ]; then
    if [ "\${COMP_WORDS[1]}" != autoindex ] || [ "$COMP_CWORD" -lt 2 ]; then return; fi
    first=2
  fi
  for word in "\${COMP_WORDS[@]:$first:$((COMP_CWORD - first))}"; do
    case "$path $word" in
      ${paths.map((path) => `'${path}'`).join('|')}) path="$path $word" ;;
    esac
  done
  case "$path \${COMP_WORDS[COMP_CWORD - 1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _autoindex autoindex npx
`;
}

/** zsh runs scripts that were written for bash. */
function zsh(nodes: readonly Node[]): string {
  return `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
autoload -Uz bashcompinit && bashcompinit
${bash(nodes)}`;
}

function fish(nodes: readonly Node[]): string {
  const paths = nodes.map(({ path }) => `'${path}'`).join(' ');
  const lines = nodes.flatMap(({ path, command }) => [
    ...(command.commands.length > 0 ? [`complete -c $command -n "__autoindex_at '${path}'" -f`] : []),
    ...command.commands.map(
      (child) =>
        `complete -c $command -n "__autoindex_at '${path}'" -a ${child.name()} -d ${quoted(child.description())}`,
    ),
    ...command.options.flatMap(({ long, description, required, argChoices }) =>
      long === undefined || long === null
        ? []
        : [
            `complete -c $command -n "__autoindex_at '${path}'" -l ${long.slice(2)} -d ${quoted(description)}` +
              (required ? ' -r' : '') +
              (argChoices === undefined ? '' : ` -f -a ${quoted(argChoices.join(' '))}`),
          ],
    ),
  ]);
  return `function __autoindex_at
  set -l path ''
  set -l words (commandline -opc)
  if test "$words[1]" = npx
    test "$words[2]" = autoindex; or return 1
    set -e words[1]
  end
  for word in $words[2..-1]
    contains -- "$path $word" ${paths}; and set path "$path $word"
  end
  test "$path" = "$argv[1]"
end
for command in autoindex npx
${lines.map((line) => `  ${line}`).join('\n')}
end
`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
