namespace McpGateway.Core.Registry.Servers;

/// <summary>Header values configured for a server (kind <c>server_secrets</c>, sealed, key = the server's key).</summary>
public sealed record ServerSecretsRecord
{
    public required IReadOnlyList<ServerHeader> Headers { get; init; }
}

/// <summary>One outbound header.</summary>
public sealed record ServerHeader(string Name, string Value)
{
    /// <summary>The name only: the value is a credential.</summary>
    public override string ToString() => Name;
}
