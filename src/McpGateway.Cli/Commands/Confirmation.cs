using System.CommandLine;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Commands;

/// <summary>Asks before something is taken away.</summary>
internal static class Confirmation
{
    public static Option<bool> Option() => new("--yes", "-y") { Description = "do not ask" };

    /// <summary>Returns when the user agrees. Without a terminal nobody can be asked, so it must have been said.</summary>
    /// <exception cref="CommandFailure">The user does not.</exception>
    public static async Task AskAsync(CommandRun run, Option<bool> yes, string question, CancellationToken cancellationToken)
    {
        if (run.Get(yes))
        {
            return;
        }

        if (!run.Environment.Terminal.IsInteractive)
        {
            throw CommandFailure.Misuse($"{question} Nobody can be asked here.", "Say --yes to do it.");
        }

        await run.Environment.Terminal.Error.WriteAsync($"{PlainText.Lines(question)} [y/N] ");
        var answer = await run.Environment.Terminal.In.ReadLineAsync(cancellationToken);
        if (answer?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandFailure(ExitCodes.Failed, "Nothing was changed.");
        }
    }
}
