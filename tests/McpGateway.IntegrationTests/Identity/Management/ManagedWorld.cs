namespace McpGateway.IntegrationTests.Identity.Management;

/// <summary>
/// A gateway, and the place where its accounts are kept. There are the groups <c>public-mcp-users</c> and <c>mcp-registry-user</c>.
/// </summary>
internal abstract class ManagedWorld(AuthHost host) : IAsyncDisposable
{
    public AuthHost Host { get; } = host;

    /// <summary>Requests that the place would not take.</summary>
    public abstract IReadOnlyCollection<string> Violations { get; }

    /// <summary>The name that somebody created as <paramref name="userName"/> has afterwards.</summary>
    public virtual string NameOf(string userName) => userName;

    /// <summary>The subject of somebody's tokens.</summary>
    public abstract string SubjectOf(string id, string userName);

    public abstract string Provider { get; }

    /// <summary>How tokens state a group.</summary>
    public virtual string StatedGroup(string name, string id) => name;

    /// <summary>How a refusal names the place of groups.</summary>
    public virtual string UnknownGroup(string name) => $"Group '{name}' not found";

    public virtual async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
