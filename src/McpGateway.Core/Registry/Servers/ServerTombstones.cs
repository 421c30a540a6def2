using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>What callers may learn of versions of servers that are gone.</summary>
internal sealed class ServerTombstones(ServerRepository repository, ServerCatalog catalog, ServerAuthorization guard)
{
    /// <summary>Versions that are gone and were the caller's to use. What has been registered anew is not among them.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">Those of one server; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<GoneVersion>> ListAsync(Caller caller, string? path, CancellationToken cancellationToken) =>
    [
        .. (await repository.ListTombstonesAsync(cancellationToken))
            .Select(static document => document.Value)
            .Where(stone => (path is null || ServerPath.KeyOf(stone.Path) == path) && !IsHereAgain(stone) && MayLearnOf(caller, stone))
            .GroupBy(static stone => ServerPath.KeyOf(stone.Path), StringComparer.Ordinal)
            .SelectMany(server => OfOne(server.Key, [.. server])),
    ];

    /// <summary>Of a server that is gone altogether, the last default is still the latest version that there was.</summary>
    private IEnumerable<GoneVersion> OfOne(string path, ServerTombstone[] stones)
    {
        var latest = catalog.Current.ContainsKey(path)
            ? null
            : stones.Where(static stone => stone.WasDefault).MaxBy(static stone => stone.DeletedAt);
        return stones.Select(stone => new GoneVersion(stone, stone == latest));
    }

    private bool IsHereAgain(ServerTombstone stone) =>
        (catalog.Current.GetValueOrDefault(ServerPath.KeyOf(stone.Path)) is { } server && ServerVersions.Of(server.Server) == stone.Version)
        || catalog.Versions.ContainsKey(ServerVersions.KeyOf(stone.Path, stone.Version));

    private bool MayLearnOf(Caller caller, ServerTombstone stone) =>
        guard.MayUse(caller, GoneVersion.RecordOf(stone))
        || (stone.Scopes.Any(caller.Scopes.Contains) && ServerExposure.Of(GoneVersion.RecordOf(stone)).Includes(caller));
}

/// <summary>A version of a server that is gone.</summary>
/// <param name="IsLatest">Whether it was the default of a server that is gone with it.</param>
internal sealed record GoneVersion(ServerTombstone Stone, bool IsLatest)
{
    /// <summary>The server as far as it is remembered.</summary>
    public ServerRecord Server => RecordOf(Stone);

    internal static ServerRecord RecordOf(ServerTombstone stone) => new()
    {
        ServerName = stone.ServerName,
        Description = stone.Description,
        Path = stone.Path,
        Version = stone.Version,
        RegisteredBy = "",
        RegisteredAt = stone.RegisteredAt,
        UpdatedAt = stone.DeletedAt,
        Visibility = stone.Visibility,
        AllowedGroups = stone.AllowedGroups,
        OwnerSubject = stone.OwnerSubject,
    };
}
