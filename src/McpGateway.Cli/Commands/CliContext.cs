using System.CommandLine;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Commands;

/// <summary>What verb groups are made with: how a command runs, and how its failures are told.</summary>
internal sealed class CliContext(CliEnvironment environment, GlobalOptions globals)
{
    /// <summary>How long a command that is told to stop may take for what it likes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public CliEnvironment Environment { get; } = environment;

    public GlobalOptions Globals { get; } = globals;

    /// <summary>Lets a command do its work. What it throws becomes a message and an exit code.</summary>
    /// <returns>The command, to be added to its group.</returns>
    public Command Runs(Command command, Func<CommandRun, CancellationToken, Task> work)
    {
        command.SetAction((parsed, cancellationToken) => RunUntilStoppedAsync(parsed, work, cancellationToken));
        return command;
    }

    /// <summary>Told to stop, a command is left alone with what cannot be stopped, but for what has to be kept.</summary>
    private async Task<int> RunUntilStoppedAsync(
        ParseResult parsed, Func<CommandRun, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var telling = cancellationToken.Register(told.SetResult);
        var running = RunAsync(parsed, work, cancellationToken);
        return await Task.WhenAny(running, told.Task) == running || await Task.WhenAny(running, GraceAsync()) == running
            ? await running
            : ExitCodes.Interrupted;
    }

    private async Task GraceAsync()
    {
        do
        {
            await Environment.Uninterrupted.EndAsync();
            await Task.Delay(Patience, Environment.Time, CancellationToken.None);
        }
        while (Environment.Uninterrupted.IsRunning);
    }

    private async Task<int> RunAsync(
        ParseResult parsed, Func<CommandRun, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var output = new Output(
            Environment.Terminal, parsed.GetValue(Globals.Json), parsed.GetValue(Globals.Quiet), parsed.GetValue(Globals.Verbose));
        using var run = new CommandRun(Environment, Globals, parsed, output);
        try
        {
            await work(run, cancellationToken);
            return run.ExitCode;
        }
        catch (CommandFailure failure)
        {
            output.Fail(failure);
            return failure.ExitCode;
        }
        catch (HttpRequestException failure)
        {
            var told = Failures.Of(failure, run.Target);
            output.Fail(told);
            return told.ExitCode;
        }
        catch (OAuthFailure failure)
        {
            var told = Failures.Of(failure, run.Target);
            output.Fail(told);
            return told.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
#pragma warning disable CA1031 // whatever happens is told in words; the trace is for --verbose
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var more = output.IsVerbose ? failure.ToString() : "Run it with --verbose for more.";
            output.Fail(new(ExitCodes.Failed, failure.Message, more, failure));
            return ExitCodes.Failed;
        }
    }
}
