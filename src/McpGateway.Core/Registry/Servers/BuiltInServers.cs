using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Registers the servers that come with the product, once. A mark remembers that it happened: an operator who switches off or removes such
/// a server is not overruled at the next start.
/// </summary>
public sealed partial class BuiltInServers(
    ServerRepository repository, RemoveServer remove, DocumentStore documents, TimeProvider time, ILogger<BuiltInServers> logger)
{
    private static readonly DocumentKind<BuiltInMark> Marks = new("builtin_servers", ServersJsonContext.Default.BuiltInMark);

    /// <param name="server">Its address has the scheme <c>inprocess</c>.</param>
    public async Task<Result<bool>> EnsureAsync(BuiltInServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var key = ServerPath.KeyOf(server.Path);
        return await FreeAsync(key, cancellationToken)
            ?? await OptimisticCommit.RunAsync(documents, token => PlanAsync(server, key, token), cancellationToken);
    }

    /// <summary>
    /// Takes the path back from a source's server: an earlier version of the product gave it away. What was granted on it goes too, since
    /// it was granted on another server; the source's next full reading brings it in below the source's own path.
    /// </summary>
    private async Task<Error?> FreeAsync(string key, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { Value: { IsBuiltIn: false, Origin: { } origin } })
        {
            return null;
        }

        var removed = await remove.ExecuteForSourceAsync(key, origin.Source, cancellationToken);
        if (removed.IsSuccess)
        {
            LogTakenBack(key, origin.Source);
        }

        return removed.Error is { Kind: not ErrorKind.NotFound } error ? error : null;
    }

    private async Task<Result<PendingWrite<bool>>> PlanAsync(BuiltInServer server, string key, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var now = time.GetUtcNow();
        var current = await repository.FindAsync(key, cancellationToken);
        if (current is { Value: { IsBuiltIn: true } stored } && !SaysTheSame(stored, server))
        {
            // What it is called and where it is is the product's business, also of a newer version; whether it is on is the operator's.
            var renewed = stored with
            {
                ServerName = server.Name,
                Description = server.Description,
                Tags = server.Tags,
                License = server.License,
                ProxyPassUrl = server.ProxyPassUrl,
                UpdatedAt = now,
            };
            batch.Put(ServerRepository.Servers, key, renewed, current.Version);
            return new PendingWrite<bool>(batch, false);
        }

        if (current is not null || await documents.FindAsync(Marks, key, cancellationToken) is not null)
        {
            return new PendingWrite<bool>(batch, false);
        }

        batch.Put(
            Marks, key, new(now), DocumentBatch.Absent).Put(ServerRepository.Servers, key, RecordOf(server, now), DocumentBatch.Absent);
        return new PendingWrite<bool>(batch, true);
    }

    private static bool SaysTheSame(ServerRecord stored, BuiltInServer server) =>
        stored.ProxyPassUrl == server.ProxyPassUrl
        && stored.ServerName == server.Name
        && stored.Description == server.Description
        && stored.License == server.License
        && stored.Tags.SequenceEqual(server.Tags);

    private static ServerRecord RecordOf(BuiltInServer server, DateTimeOffset now) => new()
    {
        ServerName = server.Name,
        Description = server.Description,
        Path = ServerPath.Normalise(server.Path),
        ProxyPassUrl = server.ProxyPassUrl,
        Tags = server.Tags,
        License = server.License,
        IsEnabled = true,
        IsBuiltIn = true,
        RegisteredBy = "system",
        RegisteredAt = now,
        UpdatedAt = now,
    };

    [LoggerMessage(
        EventId = 2041, Level = LogLevel.Warning,
        Message = "The path {Path} is the gateway's own and had been taken by a server of the source {Source}: that was removed with what "
            + "was granted on it. The source's next full reading brings it in below the source's own path.")]
    private partial void LogTakenBack(string path, string source);
}

/// <summary>A server that runs inside this process.</summary>
/// <param name="ProxyPassUrl"><c>inprocess://name/</c>.</param>
public sealed record BuiltInServer(string Path, string Name, string Description, string ProxyPassUrl)
{
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Further addresses of the server at the gateway: paths that no server can be registered at.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public string License { get; init; } = "N/A";
}

/// <summary>Remembers that a built-in server was registered once.</summary>
internal sealed record BuiltInMark(DateTimeOffset RegisteredAt);
