namespace McpGateway.Cli.Completion;

/// <summary>
/// Each calls <c>mcpgw "[suggest:POSITION]" "LINE"</c>, which prints one word a line. The position is in characters: the part before
/// the cursor is handed over, and its length is the position.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash =
        """
        # mcpgw completion bash > ~/.local/share/bash-completion/completions/mcpgw
        _mcpgw() {
          local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
          mapfile -t COMPREPLY < <(compgen -W "$(mcpgw "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word")
        }
        complete -o default -F _mcpgw mcpgw

        """;

    private const string Zsh =
        """
        #compdef mcpgw
        # mcpgw completion zsh > "${fpath[1]}/_mcpgw"
        _mcpgw() {
          local line="${(j: :)words[1,CURRENT]}"
          local -a found
          found=("${(@f)$(mcpgw "[suggest:${#line}]" "$line" 2>/dev/null)}")
          compadd -- $found
        }
        compdef _mcpgw mcpgw

        """;

    private const string Fish =
        """
        # mcpgw completion fish > ~/.config/fish/completions/mcpgw.fish
        function __mcpgw
          set -l line (commandline -cp)
          mcpgw "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c mcpgw -f -a '(__mcpgw)'

        """;

    private const string PowerShell =
        """
        # mcpgw completion pwsh >> $PROFILE
        Register-ArgumentCompleter -Native -CommandName mcpgw -ScriptBlock {
          param($word, $ast, $position)
          $line = $ast.ToString().PadRight($position).Substring(0, $position)
          mcpgw "[suggest:$position]" "$line" 2>$null | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => PowerShell,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "There is no script for this shell."),
    };
}
