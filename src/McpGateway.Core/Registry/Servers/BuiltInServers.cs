using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Registers the servers that come with the product, once. A mark remembers that it happened: an operator who switches off or removes such
/// a server is not overruled at the next start.
/// </summary>
public sealed class BuiltInServers(ServerRepository repository, DocumentStore documents, TimeProvider time)
{
    private static readonly DocumentKind<BuiltInMark> Marks = new("builtin_servers", ServersJsonContext.Default.BuiltInMark);

    /// <param name="server">Its address has the scheme <c>inprocess</c>.</param>
    public async Task<Result<bool>> EnsureAsync(BuiltInServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var key = ServerPath.KeyOf(server.Path);
        return await OptimisticCommit.RunAsync(documents, token => PlanAsync(server, key, token), cancellationToken);
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
