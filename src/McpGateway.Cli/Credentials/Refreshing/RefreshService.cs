using McpGateway.Cli.Credentials.Clients;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>Keeps tokens and client files fresh, round after round.</summary>
internal sealed class RefreshService(
    Func<CancellationToken, Task<TokenSources>> sources, TokenDirectory directory, TokenRefresher refresher, ClientFileUpdate clients,
    TimeProvider time, RefreshLog log)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    private readonly TokenFileCheck _check = new(directory, log);

    /// <summary>One round.</summary>
    /// <returns>Whether everything that was due has been renewed.</returns>
    public async Task<bool> RunOnceAsync(RefreshSettings settings, CancellationToken cancellationToken) =>
        (await RoundAsync(settings, cancellationToken)).IsWell;

    /// <summary>Rounds until it is stopped. A round that fails is told, and the next one comes.</summary>
    /// <param name="begin">Is called before each round.</param>
    public async Task RunAsync(RefreshSettings settings, Action begin, CancellationToken cancellationToken)
    {
        begin();
        log.Info($"watching: every {settings.Interval.TotalSeconds:0} s, {settings.Buffer.TotalSeconds:0} s before a token's end");
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = settings.Interval;
            try
            {
                pause = (await RoundAsync(settings, cancellationToken)).Pause;
            }
            catch (Exception failure) when (failure is CommandFailure or IOException or UnauthorizedAccessException or TimeoutException)
            {
                log.Error(failure.Message);
            }

            settings = settings with { IsForced = false };
            await Task.Delay(pause, time, cancellationToken);
            begin();
        }
    }

    /// <summary>Settings and agents' files are read anew for each round, so that a change counts without a restart.</summary>
    private async Task<(bool IsWell, TimeSpan Pause)> RoundAsync(RefreshSettings settings, CancellationToken cancellationToken)
    {
        using var found = await sources(cancellationToken);
        var chosen = found.All.Where(source => settings.Agent is null || source.FileName == settings.Agent).ToArray();
        if (chosen.Length == 0)
        {
            log.Warn("nothing of that is configured: set the names in docs/guides/credentials.md in .env, or export them");
        }

        var outcome = await refresher.RunAsync(chosen, settings.Buffer, settings.IsForced, cancellationToken);
        var unclear = _check.Tell();
        log.Debug(
            $"{chosen.Length} token files: {outcome.Renewed} renewed, {outcome.Failed} not; {unclear} unreadable or without an end");
        var isWell = outcome.Failed == 0 & await UpdateClientsAsync(cancellationToken);
        return (isWell, PauseAfter(settings, refresher.NextDue(chosen, settings.Buffer)));
    }

    private async Task<bool> UpdateClientsAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await clients.RunAsync(log.Warn, cancellationToken) is { } count)
            {
                log.Debug($"client files: {count} servers");
            }

            return true;
        }
        catch (Exception failure) when (failure is CommandFailure or IOException or UnauthorizedAccessException)
        {
            log.Warn($"client files: {failure.Message}; they stay as they are");
            return false;
        }
    }

    /// <summary>The interval, or less when a token is due before: some live for minutes.</summary>
    private TimeSpan PauseAfter(RefreshSettings settings, DateTimeOffset? due)
    {
        if (due is not { } next)
        {
            return settings.Interval;
        }

        // What is overdue has just failed, and waits its turn.
        var rest = next - time.GetUtcNow();
        return rest <= TimeSpan.Zero || rest > settings.Interval ? settings.Interval
            : rest < ShortestPause ? ShortestPause
            : rest;
    }
}

/// <summary>How tokens are kept fresh.</summary>
/// <param name="Interval">Between two rounds, at most.</param>
/// <param name="Buffer">How long before a token's end its next one is fetched.</param>
/// <param name="IsForced">Whether the first round renews all.</param>
/// <param name="Agent">The one token file that is meant; null for all.</param>
internal sealed record RefreshSettings(TimeSpan Interval, TimeSpan Buffer, bool IsForced, string? Agent);
