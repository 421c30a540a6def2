using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// A version of a server that is gone, for readers of the registry API that follow changes (kind <c>server_tombstones</c>, key = path,
/// colon and version). It holds what such readers saw of it, and nothing that could be called.
/// </summary>
public sealed record ServerTombstone
{
    /// <summary>How long readers can learn of it: whoever comes back later reads everything anew.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromDays(90);

    public required string ServerName { get; init; }

    public required string Description { get; init; }

    public required string Path { get; init; }

    public required string Version { get; init; }

    /// <summary>Whether it was the default version when it went.</summary>
    public bool WasDefault { get; init; }

    /// <summary>Id of the source that it had been brought in from.</summary>
    public string? Source { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The scopes that let their holders use it: those have a right to learn that it is gone.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>As of <see cref="ServerRecord"/>, when it went.</summary>
    public string Visibility { get; init; } = ItemVisibility.Public;

    public IReadOnlyList<string> AllowedGroups { get; init; } = [];

    public string? OwnerSubject { get; init; }

    /// <summary>Notes that a version of a server goes.</summary>
    /// <param name="server">As it was.</param>
    /// <param name="wasDefault">False also for one whose place at the path another version takes.</param>
    /// <param name="scopes">Names of the scopes that grant it.</param>
    /// <param name="now">The time.</param>
    /// <param name="batch">The commit in which it goes.</param>
    internal static void Add(
        ServerRecord server, bool wasDefault, IReadOnlyList<string> scopes, DateTimeOffset now, DocumentBatch batch)
    {
        var version = ServerVersions.Of(server);
        var key = ServerVersions.KeyOf(server.Path, version);

        // What a source states of its version may be too long for a key: readers then learn of it by reading everything.
        if (!DocumentKey.IsValid(key))
        {
            return;
        }

        batch.Put(
            ServerRepository.Tombstones, key,
            new()
            {
                ServerName = server.ServerName,
                Description = server.Description,
                Path = server.Path,
                Version = version,
                WasDefault = wasDefault,
                Source = server.Origin?.Source,
                RegisteredAt = server.RegisteredAt,
                DeletedAt = now,
                ExpiresAt = now + Time,
                Scopes = scopes,
                Visibility = server.Visibility,
                AllowedGroups = server.AllowedGroups,
                OwnerSubject = server.OwnerSubject,
            },
            expectedVersion: null);
    }
}
