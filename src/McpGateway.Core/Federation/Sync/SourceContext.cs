using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sync;

/// <summary>A source in one run.</summary>
/// <param name="Key">How its items name it, see <see cref="FederationConfigRecord.KeyOf"/>.</param>
/// <param name="Source">As configured.</param>
/// <param name="IsDryRun">Whether nothing is stored.</param>
internal sealed record SourceContext(string Key, SourceRecord Source, bool IsDryRun)
{
    /// <summary>
    /// As whom items are registered. It holds no rights: what a source states is judged as a stranger's, so that a display name, for
    /// instance, cannot be that of another server's path.
    /// </summary>
    public Caller Caller { get; } = new()
    {
        UserName = "federation:" + Key,
        Subject = "federation:" + Key,
        Groups = [],
        Scopes = [],
        AuthMethod = "internal",
        Provider = "internal",
        Permissions = CallerPermissions.None,
    };
}
