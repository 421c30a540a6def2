using System.CommandLine;
using System.Globalization;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Refreshing;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Verbs;

/// <summary><c>mcpgw credentials refresh</c>: the token refresh service, for one round or until it is stopped.</summary>
internal sealed class RefreshCommand
{
    private const string Name = "refresh";
    private const string WatchOption = "--watch";
    private const int DefaultInterval = 300;
    private const int DefaultBuffer = 3600;
    private const int LongestInterval = 24 * 3600;
    private const int LongestBuffer = 7 * 24 * 3600;

    private readonly CredentialOptions _options = new();
    private readonly Option<bool> _watch = new(WatchOption) { Description = "go on until stopped" };
    private readonly Option<bool> _once = new("--once") { Description = "one round (default)" };
    private readonly Option<int?> _interval = new("--interval")
    {
        Description = $"seconds between rounds, at most (TOKEN_REFRESH_INTERVAL; default: {DefaultInterval})",
        HelpName = "seconds",
    };

    private readonly Option<int?> _buffer = new("--buffer")
    {
        Description = $"seconds before a token's end at which the next is fetched (TOKEN_EXPIRY_BUFFER; default: {DefaultBuffer})",
        HelpName = "seconds",
    };

    private readonly Option<bool> _force = new("--force", "-f") { Description = "renew all tokens in the first round" };
    private readonly Option<bool> _debug = new("--debug") { Description = "log more" };
    private readonly Option<bool> _noKill = new("--no-kill") { Description = "leave a process that watches already alone, and fail" };
    private readonly Option<string?> _agent = new("--agent-id")
    {
        Description = "only the token of this agent (agent-ID-m2m-token.json)",
        HelpName = "id",
    };

    public static Command Create(CliContext cli)
    {
        var refresh = new RefreshCommand();
        var command = new Command(Name, "Renew tokens that end soon, and the configuration of MCP clients");
        foreach (var option in (Option[])
            [
                refresh._watch, refresh._once, refresh._interval, refresh._buffer, refresh._force, refresh._debug, refresh._noKill,
                refresh._agent,
            ])
        {
            command.Add(option);
        }

        refresh._options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(refresh._watch) && result.GetValue(refresh._once))
            {
                result.AddError("only one of --watch, --once may be given");
            }
        });
        return cli.Runs(command, refresh.RunAsync);
    }

    /// <summary>Whether a command line asks for the service that runs until it is stopped.</summary>
    public static bool IsService(ParseResult parsed) =>
        parsed.CommandResult.Command is { Name: Name } command && command.Parents.Any(static above => above.Name == CredentialsCommand.Name)
        && parsed.GetResult(WatchOption) is not null;

    private async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var time = run.Environment.Time;
        var settings = await _options.SettingsAsync(run, cancellationToken);
        var directory = _options.Directory(run);
        var log = new RefreshLog(run.Environment.Terminal.Error, time, run.Get(_debug) || run.Output.IsVerbose);
        using var refresher = new TokenRefresher(directory, time, log, run.Environment.Uninterrupted);
        var service = new RefreshService(
            async stop => TokenSources.Of(
                run.Environment, await _options.SettingsAsync(run, stop), directory, _options.IdentitiesFile(run), log.Warn),
            directory, refresher, _options.Clients(run, settings, directory), time, log);
        var how = new RefreshSettings(
            Seconds(run.Get(_interval), settings, "TOKEN_REFRESH_INTERVAL", DefaultInterval, 1, LongestInterval),
            Seconds(run.Get(_buffer), settings, "TOKEN_EXPIRY_BUFFER", DefaultBuffer, 0, LongestBuffer),
            run.Get(_force), AgentFile(run.Get(_agent)));
        if (!run.Get(_watch))
        {
            run.ExitCode = await service.RunOnceAsync(how, cancellationToken) ? ExitCodes.Success : ExitCodes.Failed;
            return;
        }

        using var instance = await RefreshInstance.BeginAsync(directory, replaces: !run.Get(_noKill), time, cancellationToken);
        try
        {
            await service.RunAsync(how, () => instance.Announce(log.Warn), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && run.Environment.Termination.IsTold)
        {
            // A service that its supervisor ends has not failed.
            log.Info("ended, as told");
        }
    }

    private static string? AgentFile(string? id) => id is null
        ? null
        : $"agent-{FileNames.Part(id)}-m2m-token.json";

    private static TimeSpan Seconds(int? stated, CredentialSettings settings, string name, int fallback, int least, int most)
    {
        var seconds = stated ?? (settings.Find(name) is not { } text ? fallback
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw CommandFailure.Misuse($"{name} must be a number of seconds"));
        return seconds >= least && seconds <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw CommandFailure.Misuse($"{name} must be from {least} to {most} seconds");
    }
}
