using System.CommandLine;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Completion;

/// <summary><c>mcpgw completion SHELL</c>: the script that a shell loads, which asks the program itself for words.</summary>
internal static class CompletionCommand
{
    public static Command Create(CliContext cli)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        return cli.Runs(
            new("completion", "Print the completion script of a shell") { shell },
            (run, cancellationToken) =>
                run.Output.Terminal.Out.WriteAsync(CompletionScripts.Of(run.Get(shell)).AsMemory(), cancellationToken));
    }
}
