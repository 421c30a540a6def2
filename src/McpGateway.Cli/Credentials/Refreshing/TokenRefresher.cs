using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>Fetches next tokens and puts them into their files. A file that cannot be renewed keeps the token that it has.</summary>
/// <param name="uninterrupted">What goes on when the process is told to stop: a token that was asked for is kept.</param>
internal sealed class TokenRefresher(
    TokenDirectory directory, TimeProvider time, RefreshLog log, UninterruptedWork uninterrupted) : IDisposable
{
    /// <summary>So many at once: providers that do not answer must not hold up the others.</summary>
    private const int AtOnce = 8;

    /// <summary>Tokens that came after room on the disk had been taken, and still could not be put into their files.</summary>
    private readonly ConcurrentDictionary<string, JsonObject> _unwritten = new(StringComparer.Ordinal);

    /// <summary>Refresh tokens that a provider has refused, by file. They are not sent again.</summary>
    private readonly ConcurrentDictionary<string, string?> _refused = new(StringComparer.Ordinal);

    /// <summary>Access tokens whose owners have been told, by file: once is enough.</summary>
    private readonly ConcurrentDictionary<string, string?> _told = new(StringComparer.Ordinal);

    /// <summary>The directory's lock. It is kept while tokens wait to be written: the refresh tokens in the files are spent.</summary>
    private IDisposable? _held;

    /// <summary>Renews those of the sources that are due.</summary>
    /// <param name="sources">Each with a file of its own.</param>
    /// <param name="buffer">How long before a token's end its next one is fetched.</param>
    /// <param name="isForced">Whether all of them are due.</param>
    public async Task<RefreshOutcome> RunAsync(
        IReadOnlyList<ITokenSource> sources, TimeSpan buffer, bool isForced, CancellationToken cancellationToken)
    {
        var (renewed, failed) = (0, 0);
        _held ??= await directory.LockAsync(time, cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                sources,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (source, stop) =>
                {
                    var result = await RenewIfDueAsync(source, buffer, isForced, stop);
                    if (result is { } isRenewed)
                    {
                        Interlocked.Increment(ref isRenewed ? ref renewed : ref failed);
                    }
                });
            CopyFirstEgress(sources);
            return new(renewed, failed);
        }
        finally
        {
            if (_unwritten.IsEmpty)
            {
                Release();
            }
        }
    }

    /// <summary>Tries once more to write what waits, and lets others at the directory.</summary>
    public void Dispose()
    {
        foreach (var (file, token) in _unwritten)
        {
            Keep(file, token);
        }

        Release();
    }

    /// <summary>When the next of them is due; null when none has an end.</summary>
    public DateTimeOffset? NextDue(IEnumerable<ITokenSource> sources, TimeSpan buffer) =>
        sources.Where(source => source.IsUnattended(directory.Read(source.FileName)))
            .Select(source => directory.Read(source.FileName) is { } token ? TokenTimes.Due(token, buffer) : null)
            .Min();

    /// <returns>Null when nothing was to be done.</returns>
    private async Task<bool?> RenewIfDueAsync(
        ITokenSource source, TimeSpan buffer, bool isForced, CancellationToken cancellationToken)
    {
        if (_unwritten.TryGetValue(source.FileName, out var waiting))
        {
            return Keep(source.FileName, waiting);
        }

        var current = directory.Read(source.FileName);
        if (!isForced && !IsDue(source, current, buffer))
        {
            return null;
        }

        if (!source.IsUnattended(current) || IsRefused(source, current))
        {
            return current is null ? null : Tell(source, current, "needs you to sign in again");
        }

        return await RenewAsync(source, current, cancellationToken);
    }

    private bool IsDue(ITokenSource source, JsonObject? current, TimeSpan buffer) =>
        current is null ? source.IsUnattended(null) : TokenTimes.Due(current, buffer) is { } due && due <= time.GetUtcNow();

    private bool IsRefused(ITokenSource source, JsonObject? current) =>
        _refused.TryGetValue(source.FileName, out var refused) && refused == EgressSource.RefreshTokenOf(current);

    private async Task<bool> RenewAsync(ITokenSource source, JsonObject? current, CancellationToken cancellationToken)
    {
        using var kept = uninterrupted.Begin();
        try
        {
            using var room = directory.Reserve(source.FileName);
            var next = await source.FetchAsync(current, isAttended: false, cancellationToken);

            // From here on the old refresh token may be dead: what came is kept, in memory if need be.
            _unwritten[source.FileName] = next;
            room.Commit(TokenDirectory.Bytes(next));
            _unwritten.TryRemove(source.FileName, out _);
            log.Info($"{source.FileName}: renewed, until {next["expires_at_human"] ?? next["expires_at"] ?? "further notice"}");
            if (await source.CompleteAsync(next, cancellationToken) is { } complete)
            {
                directory.Write(source.FileName, complete);
            }

            return true;
        }
        catch (OAuthFailure failure) when (failure.Kind == OAuthFailureKind.SignInNeeded)
        {
            _refused[source.FileName] = EgressSource.RefreshTokenOf(current);
            return Tell(source, current, $"{failure.Message}; it needs you to sign in again");
        }
        catch (OAuthFailure failure)
        {
            log.Warn($"{source.FileName}: not renewed, {failure.Message}; it stays, and is tried again");
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Error($"{source.FileName}: not written, {failure.Message}; make room and check the directory's rights");
            return false;
        }
    }

    private void Release()
    {
        _held?.Dispose();
        _held = null;
    }

    private bool Keep(string file, JsonObject token)
    {
        try
        {
            directory.Write(file, token);
            _unwritten.TryRemove(file, out _);
            log.Info($"{file}: written now");
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Error($"{file}: still not written, {failure.Message}; this process must not end before it is");
            return false;
        }
    }

    private bool Tell(ITokenSource source, JsonObject? current, string what)
    {
        var token = current?["access_token"]?.ToString();
        var isTold = _told.TryGetValue(source.FileName, out var told) && told == token;
        _told[source.FileName] = token;
        Action<string> write = isTold ? log.Debug : log.Error;
        write($"{source.FileName}: {what}: mcpgw credentials generate --egress-only --provider {source.Provider}");
        return false;
    }

    /// <summary><c>egress.json</c> follows the first egress token.</summary>
    private void CopyFirstEgress(IEnumerable<ITokenSource> sources)
    {
        if (sources.FirstOrDefault(source => source.Kind == TokenKind.Egress) is not { } first
            || directory.Read(first.FileName) is not { } token || JsonNode.DeepEquals(token, directory.Read(EgressSource.CommonFile)))
        {
            return;
        }

        try
        {
            directory.Write(EgressSource.CommonFile, token);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Error($"{EgressSource.CommonFile}: not written, {failure.Message}");
        }
    }
}

/// <summary>What one round did.</summary>
/// <param name="Renewed">Files that have a new token.</param>
/// <param name="Failed">Files that were due and have not.</param>
internal sealed record RefreshOutcome(int Renewed, int Failed);
