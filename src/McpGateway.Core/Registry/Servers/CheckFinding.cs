namespace McpGateway.Core.Registry.Servers;

/// <summary>What a check of a server has to say beside the status. It goes as it is from the check to whoever shows it.</summary>
public sealed record CheckFinding
{
    /// <summary>Nothing to say.</summary>
    public static readonly CheckFinding None = new();

    /// <summary>Why the server is as it is, in sentences; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The server is there and wants a credential that the gateway does not have, or another than it has. It is routed.</summary>
    public bool NeedsCredentials { get; init; }

    /// <summary>
    /// Where an MCP server answers to which the configured address redirects: what could be registered in its place. Null when it does not.
    /// </summary>
    public string? FinalAddress { get; init; }

    /// <summary>Nothing beside a sentence.</summary>
    public static CheckFinding Of(string? reason) => reason is null ? None : new() { Reason = reason };
}
