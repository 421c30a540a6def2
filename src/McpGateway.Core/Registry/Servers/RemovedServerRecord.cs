using System.Text.Json;
using McpGateway.Access.Scopes;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// A server that was removed, with everything that went with it, for as long as the removal can be undone (kind <c>removed_servers</c>,
/// sealed, key = the server's key).
/// </summary>
public sealed record RemovedServerRecord
{
    public required ServerRecord Server { get; init; }

    public ServerToolsRecord? Tools { get; init; }

    public ServerSecretsRecord? Secrets { get; init; }

    /// <summary>What scopes granted on it.</summary>
    public IReadOnlyList<RemovedGrant> Grants { get; init; } = [];

    /// <summary>What features keep beside a server, by the name that <see cref="IServerCompanion.Name"/> gives.</summary>
    public IReadOnlyDictionary<string, JsonElement> Companions { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Its other versions, which went with it.</summary>
    public IReadOnlyList<RemovedVersion> Versions { get; init; } = [];

    /// <summary>Subject of whoever removed it.</summary>
    public required string RemovedBy { get; init; }

    public required DateTimeOffset RemovedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The name only: there are credentials in it.</summary>
    public override string ToString() => Server.ServerName;
}

/// <summary>Another version of a removed server.</summary>
public sealed record RemovedVersion(ServerRecord Server, ServerToolsRecord? Tools, ServerSecretsRecord? Secrets)
{
    /// <summary>As <see cref="RemovedServerRecord.Companions"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Companions { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>The name only: there are credentials in it.</summary>
    public override string ToString() => Server.Key;
}

/// <summary>What one scope granted on a removed server.</summary>
/// <param name="Permissions">Registry action → names of the server.</param>
public sealed record RemovedGrant(
    string Scope, IReadOnlyList<ServerRule> Rules, IReadOnlyDictionary<string, IReadOnlyList<string>> Permissions)
{
    /// <summary>What <paramref name="before"/> granted and <paramref name="after"/> does not.</summary>
    internal static RemovedGrant Of(ScopeRecord before, ScopeRecord after) => new(
        before.Name,
        [.. before.Rules.Except(after.Rules)],
        before.UiPermissions.ToDictionary(
            static entry => entry.Key,
            entry => (IReadOnlyList<string>)[.. entry.Value.Except(
                after.UiPermissions.GetValueOrDefault(entry.Key, []), StringComparer.Ordinal)],
            StringComparer.Ordinal));

    /// <summary>The scope with the grant again.</summary>
    internal ScopeRecord Into(ScopeRecord scope)
    {
        var permissions = scope.UiPermissions.ToDictionary(StringComparer.Ordinal);
        foreach (var (action, names) in Permissions.Where(static entry => entry.Value.Count > 0))
        {
            permissions[action] = [.. permissions.GetValueOrDefault(action, []).Union(names, StringComparer.Ordinal)];
        }

        return scope with { Rules = [.. scope.Rules, .. Rules], UiPermissions = permissions };
    }
}
