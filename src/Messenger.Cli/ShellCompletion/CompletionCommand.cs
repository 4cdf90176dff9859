using Messenger.Cli.Commands;
using Messenger.Cli.Output;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.ShellCompletion;

/// <summary><c>msgr completion</c>: prints the script of a shell. The scripts know nothing: they ask <c>msgr complete</c>.</summary>
internal sealed class CompletionCommand(string shell) : ICommand
{
    private const string Bash = """
        # msgr completion bash: source this, or put it into a file of bash-completion's folder.
        _msgr() {
            local lines
            COMPREPLY=()
            mapfile -t lines < <("$1" complete bash -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
            case ${lines[0]-} in
                paths)
                    compopt -o filenames 2>/dev/null
                    mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}") ;;
                open)
                    compopt -o nospace -o filenames 2>/dev/null
                    COMPREPLY=("${lines[@]:1}") ;;
                words)
                    # Blanks and quotes in names are quoted by readline.
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=("${lines[@]:1}") ;;
            esac
        }
        complete -F _msgr msgr

        """;

    private const string Zsh = """
        #compdef msgr
        # msgr completion zsh: source this behind compinit, or put it as _msgr into a folder of fpath.
        _msgr() {
            local -a lines texts shown
            local line tab=$'\t'
            lines=("${(@f)$("${(Q)words[1]}" complete zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
            case ${lines[1]} in
                paths) _files; return ;;
                open|words) ;;
                *) return 1 ;;
            esac
            for line in "${(@)lines[2,-1]}"; do
                [[ -n $line ]] || continue
                texts+=("${line%%$tab*}")
                shown+=("${line//$tab/  -- }")
            done
            if [[ ${lines[1]} == open ]]; then
                compadd -S '' -l -d shown -a -- texts
            else
                compadd -l -d shown -a -- texts
            fi
        }
        if [[ $funcstack[1] == _msgr ]]; then
            _msgr "$@"
        else
            compdef _msgr msgr
        fi

        """;

    private const string Fish = """
        # msgr completion fish: put this into ~/.config/fish/completions/msgr.fish
        function __msgr_complete
            set -l words (commandline -opc)
            set -l typed (commandline -ct)
            set -l lines ($words[1] complete fish -- $words[2..-1] (string unescape -- $typed; or echo -- $typed) 2>/dev/null)
            if test "$lines[1]" = paths
                __fish_complete_path $typed
            else
                printf '%s\n' $lines[2..-1]
            end
        end
        complete -c msgr -f -a '(__msgr_complete)'

        """;

    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancel)
    {
        context.Out.Write(ScriptOf(shell));
        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>The script of a shell.</summary>
    /// <exception cref="UserError">There is none for it; <see cref="ExitCode.Usage"/>.</exception>
    internal static string ScriptOf(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new UserError(
            ExitCode.Usage, $"there is no completion for {SafeText.Show(shell)}{NearMiss.Suggest(shell, ["bash", "zsh", "fish"])}; name bash, zsh or fish"),
    };
}
